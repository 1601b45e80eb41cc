import type { Readable } from 'node:stream'
import { parseConnectionUrl } from 'nodemailer/lib/shared'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { SendError } from './classify.ts'
import { connectSocket } from './connect-socket.ts'
import type { Conversation } from './create-conversation.ts'
import type { RequestedReports } from './requested-reports.ts'

type Envelope = { from: string; to: string[]; dsn: RequestedReports }

/**
 * An SMTP session, for one mail at a time. `send` resolves to the reply to the mail, or rejects with nodemailer's error;
 * after some errors the session has ended.
 */
export type Session = {
  send: (envelope: Envelope, content: Readable) => Promise<string>
  /** Resolves once the relay has taken the login, and a command after it; ends the session. */
  probe: () => Promise<void>
  /** False before the login, after the connection has ended, and after a thousand mails. */
  canSend: () => boolean
  close: () => void
}

const mailsMax = 1_000
const idleMs = 10 * 60_000
// Our own limits are for each phase; those of nodemailer must not be shorter.
const dayMs = 86_400_000

/** Opens a session with a relay: connects, and logs in if its URL has a login. Does not wait for either. */
export function openSession(relayUrl: string, conversation: Conversation): Session {
  const { auth, ...server } = parseConnectionUrl(relayUrl)
  const secure = server.secure === true
  const { socket, connected } = connectSocket(server.host ?? 'localhost', server.port ?? (secure ? 465 : 587))
  const connection = new SMTPConnection({
    ...server,
    // The login is never sent without TLS, and no mail is sent without the login.
    ...(auth ? { requireTLS: true } : {}),
    connection: socket,
    connectionTimeout: dayMs,
    greetingTimeout: dayMs,
    socketTimeout: dayMs,
    transactionLog: true,
    logger: conversation.log,
  })

  // nodemailer answers a mail when the connection is lost, but neither a login nor a reset.
  const lost = new Promise<never>((_, reject) => {
    connection.on('error', reject)
    connection.once('end', () => reject(new Error('the connection was closed')))
  })
  lost.catch(() => {})

  async function connect() {
    await Promise.race([connected, lost])
    conversation.connected()
    await Promise.race([answerOf<void>(done => connection.connect(done)), lost])
    if (auth) await Promise.race([answerOf(done => connection.login(auth, done)), lost])
    isReady = true
  }

  const reset = () => Promise.race([answerOf(done => connection.reset(done)), lost])

  conversation.connecting()
  let isReady = false
  let ready: Promise<unknown> = connect()
  ready.catch(() => {})
  let mails = 0
  let idle: NodeJS.Timeout | undefined

  return {
    async send(envelope, content) {
      mails += 1
      clearTimeout(idle)
      try {
        await ready
        const { response } = await answerOf<{ response: string }>(done =>
          // nodemailer adds the errors of a mail to its envelope.
          connection.send({ ...envelope }, content, done),
        )
        idle = setTimeout(() => connection.close(), idleMs).unref()
        return response
      } catch (error) {
        if (refusesOnlyTheMail(error as SendError) && !connection.destroyed)
          ready = reset().catch(() => connection.close())
        else connection.close()
        throw error
      }
    },
    async probe() {
      await ready
      await reset()
      connection.quit()
    },
    canSend: () => isReady && !connection.destroyed && mails < mailsMax,
    close() {
      clearTimeout(idle)
      // nodemailer does not know the socket before it is connected.
      if (socket.connecting) socket.destroy()
      connection.close()
    },
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
