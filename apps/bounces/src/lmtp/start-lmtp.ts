import { type Address, type Logger, listen } from '@passlink/runtime'
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server'
import type { ReceiveMail } from './receive-mail.ts'

type LmtpOptions = Address & {
  /** Whether mail for this address is accepted. */
  accepts: (address: string) => boolean
  receive: ReceiveMail
  log: Logger
}

// A report has the headers of a mail, or the whole of one of ours.
const bytesMax = 1_024 * 1_024
const recipientsMax = 50
const clientsMax = 50
const idleMs = 60_000

/**
 * Accepts mail by LMTP (RFC 2033) from the mail server in front. A mail that could not be recorded is refused for now, so
 * that the mail server keeps it and tries again.
 */
export async function startLmtp({ host, port, accepts, receive, log }: LmtpOptions) {
  const lmtp = new SMTPServer({
    lmtp: true,
    banner: 'Passlink',
    size: bytesMax,
    rejectOversized: true,
    hideENHANCEDSTATUSCODES: false,
    disabledCommands: ['STARTTLS', 'AUTH'],
    authOptional: true,
    disableReverseLookup: true,
    maxClients: clientsMax,
    maxRecipients: recipientsMax,
    socketTimeout: idleMs,
    closeTimeout: 5_000,
    onRcptTo({ address }, _session, done) {
      done(accepts(address) ? null : replyWith(550, 'No such return path'))
    },
    onData(stream, { envelope }, done) {
      const recipients = envelope.rcptTo.map(({ address }) => address)
      readMail(stream)
        .then(mail => (stream.sizeExceeded ? undefined : receive(mail, recipients)))
        .then(
          () => done(null),
          error => {
            log.warn({ err: error }, 'report not recorded')
            done(replyWith(451, 'Not possible right now, try again'))
          },
        )
    },
  })
  // A client that disconnects in the middle of a session is not an error of the server.
  lmtp.on('error', () => {})
  return {
    port: await listen(lmtp.server, { host, port }),
    close: () => new Promise<void>(resolve => lmtp.close(resolve)),
  }
}

/** Reads a mail to its end, and keeps no more of it than it may have. */
async function readMail(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) {
    if (stream.sizeExceeded) chunks.length = 0
    else chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

// smtp-server adds the enhanced code.
const replyWith = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode })
