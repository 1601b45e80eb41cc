import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { type Address, listen } from './listen.ts'

type Fetch = (request: Request, env: object) => Response | Promise<Response>

/** A listening server; `close` refuses new connections, lets requests in flight finish and then resolves. */
export type Server = { port: number; close: () => Promise<void> }

/**
 * How long a connection without a request is kept: longer than the 60 s of common load balancers, which would otherwise
 * send a request on a connection that is being closed.
 */
export const idleMs = 75_000

// closeIdleConnections leaves some idle connections open, such as one whose answer the client gave up.
const closingIdleMs = 5_000

/** Serves `fetch` over HTTP/1.1. Rejects with `CannotStart` when it cannot listen at `address`. */
export async function startServer(fetch: Fetch, address: Address): Promise<Server> {
  const listener = getRequestListener((request, env) => fetch(request, env))
  const idle = new Set<Socket>()
  const server = createServer((request, response) => {
    const { socket } = request
    idle.delete(socket)
    if (!server.listening) socket.setTimeout(0)
    // An idle connection would prevent a closing server from ending.
    response.once('close', () => {
      if (!socket.destroyed) idle.add(socket)
      if (!server.listening) closeIdle()
    })
    return listener(request, response)
  })
  server.on('connection', socket => {
    idle.add(socket)
    socket.once('close', () => idle.delete(socket))
  })
  server.keepAliveTimeout = idleMs
  // From the first byte of a request: it does not end a connection that is idle.
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000

  function closeIdle() {
    server.closeIdleConnections()
    for (const socket of idle) socket.setTimeout(closingIdleMs)
  }
  return {
    port: await listen(server, address),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        closeIdle()
      }),
  }
}
