/**
 * What the relay is to do next: accept the connection, greet, reply to EHLO, STARTTLS, AUTH or RSET (`login`), reply to a
 * command of the mail, take its content (`block`), or reply to its end (`dot`).
 */
export type Phase = 'connect' | 'greeting' | 'login' | 'mail' | 'rcpt' | 'data' | 'block' | 'dot'

/**
 * The SMTP conversation about the current mail: the replies to its MAIL, RCPT and DATA, and whether its last byte was
 * sent. `refusedAt` is the phase of the first reply that does not let the mail go on; others may follow, such as that
 * to RSET.
 */
export type Conversation = {
  /** The extensions that the relay supports: its reply to EHLO. */
  extensions: string
  replies: string[]
  endSent: boolean
  phase: Phase
  refusedAt: Phase | undefined
  /** Before each mail. */
  begin: () => void
  /** Before each connection, and once it is there. */
  connecting: () => void
  connected: () => void
  log: ReturnType<typeof logOf>
}

type Events = {
  /** Before MAIL is sent. */
  onSender: () => void
  /** When the relay has something else to do next. */
  onPhase: (phase: Phase) => void
}

/** Reads the conversation from nodemailer's log, because its connection has no other interface for it. */
export function createConversation({ onSender, onPhase }: Events): Conversation {
  let command = ''
  let unanswered: Phase[] = []
  const conversation: Conversation = {
    extensions: '',
    replies: [],
    endSent: false,
    phase: 'connect',
    refusedAt: undefined,
    begin,
    connecting() {
      conversation.refusedAt = undefined
      enter('connect')
    },
    connected: () => enter('greeting'),
    log: logOf(read),
  }
  return conversation

  function enter(phase: Phase) {
    conversation.phase = phase
    onPhase(phase)
  }

  function begin() {
    conversation.replies = []
    conversation.endSent = false
    conversation.refusedAt = undefined
    unanswered = []
  }

  function read({ tnx }: { tnx?: string }, text: string) {
    if (tnx === 'client') readCommand(text)
    else if (tnx === 'server') readReply(text)
    else if (tnx === 'message') {
      conversation.endSent = true
      enter('dot')
    }
  }

  function readCommand(text: string) {
    command = text
    if (text.startsWith('MAIL FROM')) {
      begin()
      onSender()
    }
    // With pipelining the relay replies to one command after another (RFC 2920).
    unanswered.push(phaseOf(text))
    if (unanswered.length === 1) enter(phaseOf(text))
  }

  function readReply(text: string) {
    if (/^(EHLO|HELO)/.test(command)) conversation.extensions = text
    conversation.replies.push(text)
    const answered = unanswered.shift()
    const phase = answered ?? conversation.phase
    if (!goesOn[phase].test(text)) conversation.refusedAt ??= phase
    const [following] = unanswered
    if (following) enter(following)
    else if (answered === 'data') enter('block')
    else enter(conversation.phase === 'greeting' && text.startsWith('2') ? 'login' : conversation.phase)
  }
}

function phaseOf(command: string): Phase {
  if (command.startsWith('MAIL FROM')) return 'mail'
  if (command.startsWith('RCPT TO')) return 'rcpt'
  return command === 'DATA' ? 'data' : 'login'
}

const positive = /^2/
const never = /(?!)/

/** The replies in each phase after which the mail goes on (RFC 5321 section 4.2.1). */
const goesOn: Record<Phase, RegExp> = {
  connect: never,
  greeting: positive,
  login: /^[23]/,
  mail: positive,
  rcpt: positive,
  data: /^3/,
  block: never,
  dot: positive,
}

type Read = (entry: { tnx?: string }, text: string) => void

function logOf(read: Read) {
  return { trace: read, debug: read, info: read, warn: read, error: read, fatal: read, level: () => {} }
}
