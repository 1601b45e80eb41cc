import { isTransientError, type NodemailerError } from 'nodemailer/lib/errors'
import type { AttemptAnswer } from '../attempt-answer.ts'
import type { Mail } from '../mail/create-render.ts'
import { classifyError, classifyReply, replyCodeOf, type SendError } from './classify.ts'
import { createContent } from './create-content.ts'
import { createConversation } from './create-conversation.ts'
import { openSession, type Session } from './open-session.ts'

type Answer = Omit<AttemptAnswer, 'relay'>

/**
 * A connection to a relay that stays open between mails. Sends one mail at a time; `send` does not reject. It calls
 * `maySend` when the relay is ready for the content, and sends no content if the result is false.
 */
export type Connection = { send: (mail: Mail, maySend: () => boolean) => Promise<Answer>; close: () => void }

export type ConnectionTimeouts = { connectMs: number; greetingMs: number; safeMs: number; patientMs: number }

// A timeout before the end of the mail is safe. After that only the reply decides whether the relay has accepted the
// mail, so the timeout is that of RFC 5321 section 4.5.3.2.6. nodemailer includes the greeting in the time to connect.
const usualTimeouts: ConnectionTimeouts = {
  connectMs: 30_000,
  greetingMs: 30_000,
  safeMs: 60_000,
  patientMs: 10 * 60_000,
}

export function openConnection(
  relayUrl: string,
  { connectMs, greetingMs, safeMs, patientMs }: ConnectionTimeouts = usualTimeouts,
): Connection {
  let session: Session | undefined
  let needsUtf8 = false
  let giveUp: (reason: Error) => void = () => {}
  let timer: NodeJS.Timeout | undefined
  const conversation = createConversation(
    () => {
      if (needsUtf8 && !/^\d{3}[ -]SMTPUTF8\b/im.test(conversation.extensions)) giveUp(noUtf8)
    },
    () => giveUpIn(patientMs),
  )

  function openNewSession(): Session {
    session?.close()
    session = openSession(relayUrl, { connectMs, greetingMs, silenceMs: patientMs, log: conversation.log })
    return session
  }

  /** Resolves to the reply to the mail. A session that the relay has closed while idle is replaced. */
  async function transmit(mail: Mail, maySend: () => boolean, isGivenUp: () => boolean): Promise<string> {
    const { from, to, content } = mail
    const envelope = { from, to: [to] }
    const refuse = () => refuseContent(() => !isGivenUp() && maySend())
    if (session?.canSend()) {
      const { stream, isRequested } = createContent(content, refuse)
      try {
        return await session.send(envelope, stream)
      } catch (error) {
        const isUnsent = !isRequested() && isTransientError(error as NodemailerError)
        if (!isUnsent || isGivenUp()) throw error
      }
    }
    return openNewSession().send(envelope, createContent(content, refuse).stream)
  }

  /** Why the content must not be sent, if so. */
  function refuseContent(maySend: () => boolean): Error | undefined {
    const [, , toData = ''] = conversation.replies
    // Any other reply belongs to another command, so later replies would be wrong too.
    if (replyCodeOf(toData) !== 354) return new Error(`the relay is out of step: ${toData}`)
    return maySend() ? undefined : new Error('the claim lapsed before the mail was handed over')
  }

  function giveUpIn(ms: number) {
    clearTimeout(timer)
    timer = setTimeout(() => giveUp(new Error('the relay took too long')), ms)
  }

  function closeSession() {
    session?.close()
    session = undefined
  }

  return {
    async send(mail, maySend) {
      const { code } = mail
      let givenUp: Error | undefined
      needsUtf8 = /[^\0-\x7F].*@/.test(mail.to)
      conversation.begin()
      const gaveUp = new Promise<never>((_, reject) => {
        giveUp = reason => {
          givenUp = reason
          reject(reason)
        }
      })
      giveUpIn(safeMs)
      try {
        const reply = await Promise.race([transmit(mail, maySend, () => givenUp !== undefined), gaveUp])
        if (!conversation.endSent) closeSession()
        return classifyReply(reply, conversation.endSent, code)
      } catch (error) {
        const { endSent } = conversation
        const failure = (givenUp ?? error) as SendError
        if (givenUp || (failure.code === 'EMESSAGE' && !endSent)) closeSession()
        if (givenUp === noUtf8) return { ...noReply, outcome: 'rejected', detail: noUtf8.message }
        return classifyError(failure.response || endSent ? failure : refusalOf(failure), endSent, code)
      } finally {
        clearTimeout(timer)
      }
    },
    close: closeSession,
  }

  // With pipelining (RFC 2920) a relay may refuse the recipient and close the connection without a reply to DATA.
  function refusalOf(failure: SendError): SendError {
    const [toSender, toRecipient] = conversation.replies.map(reply => replyCodeOf(reply) ?? 0)
    if (!toSender || toSender >= 300 || !toRecipient || toRecipient < 400) return failure
    return { ...failure, command: 'RCPT TO', response: conversation.replies[1] as string }
  }
}

const noUtf8 = new Error('the relay takes no address beyond ASCII (SMTPUTF8, RFC 6531)')
const noReply = { smtpCode: null, enhancedCode: null, retryAfterMs: null }
