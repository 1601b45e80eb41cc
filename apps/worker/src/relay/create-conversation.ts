/**
 * The SMTP conversation about the current mail: the replies to its MAIL, RCPT and DATA, and whether its last byte was
 * sent.
 */
export type Conversation = {
  /** The extensions that the relay supports: its reply to EHLO. */
  extensions: string
  replies: string[]
  endSent: boolean
  begin: () => void
  log: ReturnType<typeof logOf>
}

/**
 * Reads the conversation from nodemailer's log, because its connection has no other interface for it. `onSender`
 * is called before MAIL is sent, `onEndSent` after the mail's last byte was written to the connection.
 */
export function createConversation(onSender: () => void, onEndSent: () => void): Conversation {
  let command = ''
  const conversation: Conversation = { extensions: '', replies: [], endSent: false, begin, log: logOf(read) }
  return conversation

  function begin() {
    conversation.replies = []
    conversation.endSent = false
  }

  function read({ tnx }: { tnx?: string }, text: string) {
    if (tnx === 'client') {
      command = text
      if (!text.startsWith('MAIL FROM')) return
      begin()
      onSender()
    } else if (tnx === 'server') {
      if (/^(EHLO|HELO)/.test(command)) conversation.extensions = text
      conversation.replies.push(text)
    } else if (tnx === 'message') {
      conversation.endSent = true
      onEndSent()
    }
  }
}

type Read = (entry: { tnx?: string }, text: string) => void

function logOf(read: Read) {
  return { trace: read, debug: read, info: read, warn: read, error: read, fatal: read, level: () => {} }
}
