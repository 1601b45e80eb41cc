import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'
import { CannotStart } from './cannot-start.ts'

/** The address at which a server listens; port 0 selects a free port. */
export type Address = { host: string; port: number }

/** Resolves with the port once the server listens. Rejects with {@link CannotStart} when it cannot listen there. */
export async function listen(server: Server, { host, port }: Address): Promise<number> {
  await once(server.listen(port, host), 'listening').catch(({ code }: NodeJS.ErrnoException) => {
    const why = code === 'EADDRINUSE' ? 'is taken by another process' : `cannot be had (${code})`
    throw new CannotStart(`cannot start, port ${port} of ${host} ${why}`)
  })
  return (server.address() as AddressInfo).port
}
