/** What was said of the mail under way: the replies to its MAIL, RCPT and DATA, and whether its last byte went out. */
export type Conversation = {
  /** What the relay offers, its reply to EHLO. */
  extensions: string
  replies: string[]
  endSent: boolean
  begin: () => void
  log: ReturnType<typeof logOf>
}

/**
 * Reads along in nodemailer's log, which alone tells what is said on a pooled connection. `onSender` is called before MAIL
 * goes out, `onEndSent` after the mail's last byte has been handed to the connection.
 */
export function createConversation(onSender: () => void, onEndSent: () => void): Conversation {
  let command = ''
  const conversation: Conversation = { extensions: '', replies: [], endSent: false, begin, log: logOf(read) }
  return conversation

  function begin() {
    conversation.replies = []
    conversation.endSent = false
  }

  function read({ tnx }: { tnx?: string }, words: string) {
    if (tnx === 'client') {
      command = words
      if (!words.startsWith('MAIL FROM')) return
      begin()
      onSender()
    } else if (tnx === 'server') {
      if (/^(EHLO|HELO)/.test(command)) conversation.extensions = words
      conversation.replies.push(words)
    } else if (tnx === 'message') {
      conversation.endSent = true
      onEndSent()
    }
  }
}

type Read = (entry: { tnx?: string }, words: string) => void

function logOf(read: Read) {
  return { trace: read, debug: read, info: read, warn: read, error: read, fatal: read, level: () => {} }
}
