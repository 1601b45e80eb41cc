import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { type Address, listen } from './listen.ts'

type Fetch = (request: Request, env: object) => Response | Promise<Response>

/** A listening server; `close` refuses new connections, lets requests in flight finish and then resolves. */
export type Server = { port: number; close: () => Promise<void> }

/** Serves `fetch` over HTTP/1.1. Rejects with `CannotStart` when it cannot listen at `address`. */
export async function startServer(fetch: Fetch, address: Address): Promise<Server> {
  const listener = getRequestListener((request, env) => fetch(request, env))
  const server = createServer((request, response) => {
    // An idle connection would prevent a closing server from ending.
    response.once('close', () => {
      if (!server.listening) server.closeIdleConnections()
    })
    return listener(request, response)
  })
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000
  return {
    port: await listen(server, address),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeIdleConnections()
      }),
  }
}
