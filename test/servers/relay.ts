import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { converse, type ReceivedMail } from './relay/converse.ts'
import { type Reply, type Stage, stages } from './relay/reply.ts'
import { createSelfSigned } from './relay/self-signed.ts'

export type { ReceivedMail }

/**
 * A relay that speaks SMTP and stores every message that it accepts. Replies in `script` are used once each, in order;
 * without one it accepts.
 */
export type TestRelay = {
  url: string
  port: number
  mails: ReceivedMail[]
  /** Every command of any sender. */
  conversation: string[]
  script: Record<Stage, Reply[]>
  /** The extensions that it announces, before and after TLS. */
  offers: (encrypted: boolean) => string[]
  /** For `relay.test`, self-signed. */
  certificate: string
  /** The number of connections made so far. */
  connections: number
  /** The number of open connections. */
  openConnections: () => number
  /** Writes `text` to every open connection and closes them all. */
  interrupt: (text?: string) => void
  stop: () => Promise<void>
}

const certificate = createSelfSigned('relay.test')

export async function startTestRelay(port = 0, { implicitTls = false } = {}): Promise<TestRelay> {
  const sockets = new Set<Socket>()
  const relay: TestRelay = {
    url: '',
    port,
    mails: [],
    conversation: [],
    script: Object.fromEntries(stages.map(stage => [stage, [] as Reply[]])) as TestRelay['script'],
    offers: () => ['8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES'],
    certificate: certificate.cert,
    connections: 0,
    openConnections: () => sockets.size,
    interrupt(text) {
      for (const socket of sockets) socket.end(text ? `${text}\r\n` : '')
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
  const server = createServer(socket => {
    relay.connections += 1
    sockets.add(socket)
    socket
      .setNoDelay()
      .on('close', () => sockets.delete(socket))
      .on('error', () => {})
    void converse(socket, {
      implicitTls,
      certificate,
      offers: encrypted => relay.offers(encrypted),
      scripted: stage => relay.script[stage].shift(),
      onCommand: command => relay.conversation.push(command),
      onMail: mail => relay.mails.push(mail),
    })
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  relay.port = (server.address() as AddressInfo).port
  relay.url = `${implicitTls ? 'smtps' : 'smtp'}://127.0.0.1:${relay.port}`
  return relay
}
