import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type Protocol, protocols } from './wire-protocols.ts'

/**
 * What clients sent: requests (statements, commands), bytes, and round trips: how often a client sent something after
 * everything that it had sent before was answered.
 */
export type WireCosts = { requests: number; roundTrips: number; bytes: number }

/** A TCP proxy that counts what passes through it. `take` returns the costs since the last call. */
export type WireCounter = { url: string; take: () => WireCosts; close: () => Promise<void> }

/**
 * Opens a counter in front of the server at `url`; `counter.url` is that URL with the counter's address. It holds each
 * answer for `holdMs`, so that what a client sends without waiting for an answer is one round trip.
 */
export async function openWireCounter(
  url: string,
  protocol: Protocol,
  { holdMs = 0 } = {},
): Promise<WireCounter> {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let costs: WireCosts = { requests: 0, roundTrips: 0, bytes: 0 }
  const server = createServer(client => {
    const far = connect(Number(target.port), target.hostname)
    const { readRequests, readAnswers } = protocols[protocol]()
    let unanswered = 0
    client.on('data', chunk => {
      const { requests, answersDue } = readRequests(chunk)
      if (unanswered === 0 && answersDue > 0) costs.roundTrips += 1
      unanswered += answersDue
      costs.requests += requests
      costs.bytes += chunk.length
    })
    function answer(chunk: Buffer) {
      unanswered = Math.max(0, unanswered - readAnswers(chunk))
      client.write(chunk)
    }
    far.on('data', chunk => (holdMs > 0 ? setTimeout(answer, holdMs, chunk) : answer(chunk)))
    far.on('end', () => client.end())
    client.pipe(far)
    for (const socket of [client, far]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const counted = Object.assign(new URL(url), { host: `127.0.0.1:${(server.address() as AddressInfo).port}` })
  // Nothing is counted of what is said before the first statement.
  if (protocol === 'postgres') counted.searchParams.set('sslmode', 'disable')
  return {
    url: counted.href,
    take() {
      const taken = costs
      costs = { requests: 0, roundTrips: 0, bytes: 0 }
      return taken
    },
    async close() {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}
