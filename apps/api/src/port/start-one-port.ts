import { once } from 'node:events'
import { createServer as createHttp1Server, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2'
import { createServer, type Socket } from 'node:net'
import { type Address, idleMs, listen, type Server } from '@passlink/runtime'
import { limitRequestTime } from './limit-request-time.ts'
import { sniffProtocol } from './sniff-protocol.ts'

export type Handler = (
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
) => void

export type Limits = {
  sniffMs: number
  headersMs: number
  requestMs: number
  idleMs: number
  streamsMax: number
  closeMs: number
}

export const defaultLimits: Limits = {
  sniffMs: 10_000,
  headersMs: 10_000,
  requestMs: 30_000,
  idleMs,
  streamsMax: 100,
  // With STOP_GRACE before it and time after it less than STOP_TIMEOUT.
  closeMs: 15_000,
}

const lingerMs = 1_000

/**
 * Serves HTTP/1.1 and cleartext HTTP/2 (prior knowledge) on one port; the first bytes of a connection identify its
 * protocol. A peer whose headers, body or next request take too long is disconnected. `close` refuses new connections,
 * waits up to `closeMs` for requests in flight, closes the remaining connections, and then resolves. Rejects with
 * `CannotStart` if it cannot listen on the port.
 */
export async function startOnePort(
  handler: Handler,
  { host, port, limits = defaultLimits }: Address & { limits?: Limits },
): Promise<Server> {
  const sockets = new Set<Socket>()
  const unsniffed = new Set<Socket>()
  const sessions = new Set<ServerHttp2Session>()
  let closing = false

  const http1 = createHttp1Server(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      response.once('close', () => closing && http1.closeIdleConnections())
      handler(request, response)
    },
  )
  // A server that does not listen itself enforces its timeouts only after this event.
  http1.emit('listening')

  const http2 = createHttp2Server(
    { settings: { maxConcurrentStreams: limits.streamsMax } },
    (request, response) => {
      limitRequestTime(request, limits.requestMs)
      handler(request, response)
    },
  )
  http2.on('session', session => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session)).on('error', () => {})
    session.setTimeout(limits.idleMs, () => session.close())
  })

  const server = createServer({ keepAlive: true, noDelay: true }, async socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket)).on('error', () => {})
    // Our side is closed: do not wait for a peer that leaves its side open.
    socket.once('finish', () => setTimeout(() => socket.destroy(), lingerMs).unref())
    unsniffed.add(socket)
    const protocol = await sniffProtocol(socket, limits.sniffMs)
    unsniffed.delete(socket)
    if (protocol === 'http1') http1.emit('connection', socket)
    if (protocol === 'http2') http2.emit('connection', socket)
  })
  const listening = await listen(server, { host, port })

  return {
    port: listening,
    async close() {
      closing = true
      server.close()
      http1.closeIdleConnections()
      for (const socket of unsniffed) socket.destroy()
      for (const session of sessions) session.close()
      const cutOff = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, limits.closeMs)
      await Promise.all([...sockets].map(socket => once(socket, 'close')))
      clearTimeout(cutOff)
      http1.close()
    },
  }
}
