import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * A free port on 127.0.0.1 below those that connections are given. While a server on one of those is away, somebody
 * who tries to reach it may be given its very port, and keep it.
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
