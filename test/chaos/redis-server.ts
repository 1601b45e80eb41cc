import { setTimeout as delay } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { startRedis } from '../servers/redis.ts'

/** A Redis that keeps nothing on disk. */
export type RedisServer = {
  url: string
  /** Kills it; it is back, empty, after `awayMs`. */
  kill: (awayMs: number) => Promise<void>
  freeze: (forMs: number) => Promise<void>
  /** Gives it a command of its own administration. */
  tell: (command: string, ...words: string[]) => Promise<void>
  stop: () => Promise<void>
}

export async function openRedis(port: number): Promise<RedisServer> {
  let server = await startRedis(port)
  let stopping = false
  let away: Promise<void> | undefined

  async function comeBack(awayMs: number) {
    await server.stop()
    await delay(awayMs)
    if (!stopping) server = await startRedis(port)
  }
  return {
    url: server.url,
    kill(awayMs) {
      away = comeBack(awayMs)
      return away
    },
    async freeze(forMs) {
      server.process.kill('SIGSTOP')
      await delay(forMs)
      server.process.kill('SIGCONT')
    },
    async tell(command, ...words) {
      const client = new Redis(server.url)
      try {
        await client.call(command, ...words)
      } finally {
        client.disconnect()
      }
    },
    async stop() {
      stopping = true
      await away?.catch(() => {})
      await server.stop()
    },
  }
}
