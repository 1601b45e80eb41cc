import { Readable } from 'node:stream'
import { createTransport } from 'nodemailer'
import type { AttemptAnswer } from '../attempt-answer.ts'
import type { Mail } from '../mail/create-render.ts'
import { classifyError, classifyReply, replyCodeOf, type SendError } from './classify.ts'
import { createConversation } from './create-conversation.ts'

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
  let transport: ReturnType<typeof openTransport> | undefined
  let maySendNow = () => true
  let needsUtf8 = false
  let giveUp = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const conversation = createConversation(
    () => {
      if (needsUtf8 && !/^\d{3}[ -]SMTPUTF8\b/im.test(conversation.extensions)) giveUp.abort(noUtf8)
    },
    () => giveUpIn(patientMs),
  )

  function openTransport() {
    const opened = createTransport({
      url: relayUrl,
      // The login is never sent without TLS, and no mail is sent without the login.
      ...(new URL(relayUrl).username ? { requireTLS: true, forceAuth: true } : {}),
      pool: true,
      maxConnections: 1,
      maxMessages: 1_000,
      maxRequeues: 1,
      connectionTimeout: connectMs,
      greetingTimeout: greetingMs,
      dnsTimeout: connectMs,
      socketTimeout: patientMs,
      disableFileAccess: true,
      disableUrlAccess: true,
      transactionLog: true,
      logger: conversation.log,
    })
    opened.use('stream', ({ message }, done) => {
      const envelope = message.getEnvelope()
      // nodemailer leaves the errors of the last connection in the envelope when it sends over another one.
      message.getEnvelope = () => ({ ...envelope })
      message.processFunc(content => Readable.from(checked(content), { objectMode: false }))
      done()
    })
    return opened
  }

  // nodemailer reads the content only after the reply to DATA.
  async function* checked(content: AsyncIterable<Uint8Array>) {
    const [, , toData = ''] = conversation.replies
    // Any other reply belongs to another command, so later replies would be wrong too.
    if (replyCodeOf(toData) !== 354) throw new Error(`the relay is out of step: ${toData}`)
    if (!maySendNow()) throw new Error('the claim lapsed before the mail was handed over')
    yield* content
  }

  function giveUpIn(ms: number) {
    clearTimeout(timer)
    timer = setTimeout(() => giveUp.abort(new Error('the relay took too long')), ms)
  }

  function closeTransport() {
    transport?.close({ force: true })
    transport = undefined
  }

  return {
    async send({ code, ...mail }, maySend) {
      maySendNow = maySend
      needsUtf8 = /[^\0-\x7F].*@/.test(mail.to.address)
      giveUp = new AbortController()
      conversation.begin()
      giveUpIn(safeMs)
      transport ??= openTransport()
      try {
        const { response } = await transport.sendMail({
          ...mail,
          envelope: { from: mail.from.address, to: [mail.to.address] },
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal: giveUp.signal,
        })
        if (!conversation.endSent) closeTransport()
        return classifyReply(response, conversation.endSent, code)
      } catch (error) {
        const { reason } = giveUp.signal
        if (reason === noUtf8) return { ...noReply, outcome: 'rejected', detail: noUtf8.message }
        const { endSent } = conversation
        const failure = (reason ?? error) as SendError
        if (reason || (failure.code === 'EMESSAGE' && !endSent)) closeTransport()
        return classifyError(failure.response || endSent ? failure : refusalOf(failure), endSent, code)
      } finally {
        clearTimeout(timer)
      }
    },
    close: () => transport?.close(),
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
