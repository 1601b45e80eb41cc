import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { CannotStart } from './cannot-start.ts'

type Fetch = (request: Request, env: object) => Response | Promise<Response>

/** A listening server; `close` refuses new connections, lets requests in flight finish and then resolves. */
export type Server = { port: number; close: () => Promise<void> }

/** Serves `fetch` on `host:port` (0 picks a free port). Rejects with {@link CannotStart} when the port cannot be had. */
export async function startServer(
  fetch: Fetch,
  { host, port }: { host: string; port: number },
): Promise<Server> {
  const listener = getRequestListener((request, env) => fetch(request, env))
  const server = createServer((request, response) => {
    // A connection outlives its request, which must not keep a closing server up.
    response.once('close', () => {
      if (!server.listening) server.closeIdleConnections()
    })
    return listener(request, response)
  })
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000
  await once(server.listen(port, host), 'listening').catch(({ code }: NodeJS.ErrnoException) => {
    const why = code === 'EADDRINUSE' ? 'is taken by another process' : `cannot be had (${code})`
    throw new CannotStart(`cannot start, port ${port} of ${host} ${why}`)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeIdleConnections()
      }),
  }
}
