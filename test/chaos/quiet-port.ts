import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * A free port on 127.0.0.1 below the ephemeral range. While a server on an ephemeral port is down, a client that tries to
 * connect to it may be assigned that very port and block it.
 */
export async function quietPort(): Promise<number> {
  for (;;) {
    const port = 15_000 + Math.floor(Math.random() * 15_000)
    if (await isFree(port)) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
