import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { converse, type ReceivedMail } from './relay/converse.ts'
import { type Reply, type Stage, stages } from './relay/reply.ts'
import { createSelfSigned } from './relay/self-signed.ts'

export type { ReceivedMail }

/**
 * A relay that speaks SMTP and keeps every message whose final dot it saw and did not refuse. Replies put into `script`
 * are used up one by one; without one it agrees.
 */
export type TestRelay = {
  url: string
  port: number
  mails: ReceivedMail[]
  /** Every command that any sender gave. */
  conversation: string[]
  script: Record<Stage, Reply[]>
  /** What it announces, before and after TLS. */
  offers: (encrypted: boolean) => string[]
  /** For `relay.test`, by no authority. */
  certificate: string
  /** How many connections were ever made. */
  connections: number
  /** How many of them there are. */
  openConnections: () => number
  /** Says something on every open connection, unasked, and closes them all. */
  interrupt: (words?: string) => void
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
    interrupt(words) {
      for (const socket of sockets) socket.end(words ? `${words}\r\n` : '')
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
      heard: command => relay.conversation.push(command),
      keep: mail => relay.mails.push(mail),
    })
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  relay.port = (server.address() as AddressInfo).port
  relay.url = `${implicitTls ? 'smtps' : 'smtp'}://127.0.0.1:${relay.port}`
  return relay
}
