import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { dropsConnection, refusalOf } from './failures.ts'
import { parseMail } from './mail.ts'
import type { Mailbox } from './mailbox.ts'

const sizeMax = 1_048_576

/** An SMTP server that puts every mail of at most 1 MiB into `mailbox`, from anyone, with or without a login. */
export async function startSmtpServer(mailbox: Mailbox, { host, port }: { host: string; port: number }) {
  const sockets = new Map<number | undefined, Socket>()
  const smtp = new SMTPServer({
    name: 'localhost',
    banner: 'Passlink inbox',
    size: sizeMax,
    rejectOversized: true,
    hideENHANCEDSTATUSCODES: false,
    // The key of the package's own certificate is public.
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 500,
    onAuth: ({ username }, _session, done) => done(null, { user: username ?? 'anyone' }),
    onRcptTo({ address }, _session, done) {
      const refusal = refusalOf(address)
      // The package has one enhanced code for each reply code, and sends a text in place of the reply code unchanged.
      done(refusal ? Object.assign(new Error(refusal.text), { responseCode: refusal.code }) : null)
    },
    onData(stream, session, done) {
      const drops = session.envelope.rcptTo.some(({ address }) => dropsConnection(address))
      const answer = (error?: Error) =>
        drops ? void sockets.get(session.remotePort)?.destroy() : done(error)
      receive(mailbox, stream, session.envelope).then(() => answer(), answer)
    },
  })
  // A client that disconnects in the middle of a conversation is not our error.
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
