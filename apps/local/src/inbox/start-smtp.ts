import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { type Address, listen } from '@passlink/runtime'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { dropsConnection, refusalOf } from './address-tags.ts'
import { type Mail, parseMail } from './mail.ts'
import type { Mailbox } from './mailbox.ts'
import type { Envelope } from './reports/create-report-back.ts'

const sizeMax = 1_048_576

type Dependencies = {
  mailbox: Mailbox
  /** Which of the relays this is. */
  relay: Mail['relay']
  isAway: () => boolean
  /** Is called with every mail that was taken. */
  onTaken: (envelope: Envelope, source: Buffer) => void
}

/**
 * An SMTP server that stores every mail of at most 1 MiB in `mailbox`, from any sender, with or without authentication.
 * While it is away it turns connections down; `disconnect` ends those that are open.
 */
export async function startSmtp({ mailbox, relay, isAway, onTaken }: Dependencies, address: Address) {
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
    onConnect: (_session, done) =>
      done(isAway() ? Object.assign(new Error('Away, as you asked'), { responseCode: 421 }) : null),
    onAuth: ({ username }, _session, done) => done(null, { user: username ?? 'anyone' }),
    onRcptTo({ address }, _session, done) {
      const refusal = refusalOf(address)
      // The package maps each reply code to one enhanced code, but sends a reply code that is a string unchanged.
      done(refusal ? Object.assign(new Error(refusal.text), { responseCode: refusal.code }) : null)
    },
    onData(stream, session, done) {
      const drop = session.envelope.rcptTo.some(({ address }) => dropsConnection(address))
      const answer = (error?: Error) => (drop ? void sockets.get(session.remotePort)?.destroy() : done(error))
      receive(stream, session.envelope).then(() => answer(), answer)
    },
  })
  // A client that disconnects in the middle of a session is not an error of the server.
  smtp.on('error', () => {})
  smtp.server.on('connection', (socket: Socket) => {
    const { remotePort } = socket
    sockets.set(remotePort, socket)
    socket.once('close', () => sockets.delete(remotePort))
  })
  return {
    port: await listen(smtp.server, address),
    disconnect() {
      for (const socket of sockets.values()) socket.destroy()
    },
    close: () => new Promise<void>(resolve => smtp.close(resolve)),
  }

  async function receive(
    stream: SMTPServerDataStream,
    { mailFrom, rcptTo }: SMTPServerSession['envelope'],
  ): Promise<void> {
    const source = await buffer(stream)
    if (stream.sizeExceeded) return
    const envelope = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) }
    mailbox.add(await parseMail(source, { id: randomUUID(), relay, envelope }), source)
    onTaken(envelope, source)
  }
}
