import type { Readable } from 'node:stream'
import { parseConnectionUrl } from 'nodemailer/lib/shared'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { SendError } from './classify.ts'
import type { Conversation } from './create-conversation.ts'

type Envelope = { from: string; to: string[] }

/**
 * An SMTP session, for one mail at a time. `send` resolves to the reply to the mail, or rejects with nodemailer's error;
 * after some errors the session has ended.
 */
export type Session = {
  send: (envelope: Envelope, content: Readable) => Promise<string>
  /** False after the connection has ended, and after a thousand mails. */
  canSend: () => boolean
  close: () => void
}

type SessionOptions = {
  connectMs: number
  greetingMs: number
  silenceMs: number
  log: Conversation['log']
}

const mailsMax = 1_000

/** Opens a session with a relay: connects, and logs in if its URL has a login. Does not wait for either. */
export function openSession(
  relayUrl: string,
  { connectMs, greetingMs, silenceMs, log }: SessionOptions,
): Session {
  const { auth, ...server } = parseConnectionUrl(relayUrl)
  const connection = new SMTPConnection({
    ...server,
    // The login is never sent without TLS, and no mail is sent without the login.
    ...(auth ? { requireTLS: true } : {}),
    connectionTimeout: connectMs,
    greetingTimeout: greetingMs,
    dnsTimeout: connectMs,
    socketTimeout: silenceMs,
    transactionLog: true,
    logger: log,
  })

  // nodemailer answers a mail when the connection is lost, but neither a login nor a reset.
  const lost = new Promise<never>((_, reject) => {
    connection.on('error', reject)
    connection.once('end', () => reject(new Error('the connection was closed')))
  })
  lost.catch(() => {})

  async function connect() {
    await Promise.race([answerOf<void>(done => connection.connect(done)), lost])
    if (auth) await Promise.race([answerOf(done => connection.login(auth, done)), lost])
  }

  async function reset() {
    await Promise.race([answerOf(done => connection.reset(done)), lost]).catch(() => connection.close())
  }

  let ready = connect()
  let mails = 0

  return {
    async send(envelope, content) {
      mails += 1
      try {
        await ready
        const { response } = await answerOf<{ response: string }>(done =>
          // nodemailer adds the errors of a mail to its envelope.
          connection.send({ ...envelope }, content, done),
        )
        return response
      } catch (error) {
        if (refusesOnlyTheMail(error as SendError) && !connection.destroyed) ready = reset()
        else connection.close()
        throw error
      }
    },
    canSend: () => !connection.destroyed && mails < mailsMax,
    close: () => connection.close(),
  }
}

const refusesOnlyTheMail = ({ code, response = '' }: SendError) =>
  (code === 'EENVELOPE' || code === 'EMESSAGE') && !response.startsWith('421')

type Done<Answer> = (error: Error | null | undefined, answer?: Answer) => void

function answerOf<Answer>(ask: (done: Done<Answer>) => void): Promise<Answer> {
  return new Promise((resolve, reject) =>
    ask((error, answer) => (error ? reject(error) : resolve(answer as Answer))),
  )
}
