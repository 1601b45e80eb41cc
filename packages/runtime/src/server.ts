import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'

type Fetch = (request: Request, env: object) => Response | Promise<Response>

/** A listening server; `close` refuses new connections, lets requests in flight finish and then resolves. */
export type Server = { port: number; close: () => Promise<void> }

/** Serves `fetch` on `host:port` (0 picks a free port). Rejects when the port cannot be had. */
export async function startServer(
  fetch: Fetch,
  { host, port }: { host: string; port: number },
): Promise<Server> {
  const server = createServer(getRequestListener((request, env) => fetch(request, env)))
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000
  server.listen(port, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeIdleConnections()
      }),
  }
}
