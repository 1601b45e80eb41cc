import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { dropsConnection, refusalOf } from './failures.ts'
import { parseMail } from './mail.ts'
import type { Mailbox } from './mailbox.ts'

const sizeMax = 1_048_576

/**
 * An SMTP server that stores every mail of at most 1 MiB in `mailbox`, from any sender, with or without authentication.
 */
export async function startSmtpServer(mailbox: Mailbox, { host, port }: { host: string; port: number }) {
  const sockets = new Map<number | undefined, Socket>()
  const smtp = new SMTPServer({
    name: 'localhost',
    banner: 'Passlink inbox',
    size: sizeMax,
    rejectOversized: true,
    hideENHANCEDSTATUSCODES: false,
    // STARTTLS would use the package's own certificate, whose private key is public.
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 500,
    onAuth: ({ username }, _session, done) => done(null, { user: username ?? 'anyone' }),
    onRcptTo({ address }, _session, done) {
      const refusal = refusalOf(address)
      // The package maps each reply code to one enhanced code, but sends a reply code that is a string unchanged.
      done(refusal ? Object.assign(new Error(refusal.text), { responseCode: refusal.code }) : null)
    },
    onData(stream, session, done) {
      const drop = session.envelope.rcptTo.some(({ address }) => dropsConnection(address))
      const answer = (error?: Error) => (drop ? void sockets.get(session.remotePort)?.destroy() : done(error))
      receive(mailbox, stream, session.envelope).then(() => answer(), answer)
    },
  })
  // A client that disconnects in the middle of a session is not an error of the server.
  smtp.on('error', () => {})
  smtp.server.on('connection', (socket: Socket) => {
    const { remotePort } = socket
    sockets.set(remotePort, socket)
    socket.once('close', () => sockets.delete(remotePort))
  })
  const server = smtp.listen(port, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise<void>(resolve => smtp.close(resolve)),
  }
}

async function receive(
  mailbox: Mailbox,
  stream: SMTPServerDataStream,
  { mailFrom, rcptTo }: SMTPServerSession['envelope'],
): Promise<void> {
  const source = await buffer(stream)
  if (stream.sizeExceeded) return
  const envelope = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) }
  mailbox.add(await parseMail(source, randomUUID(), envelope), source)
}
