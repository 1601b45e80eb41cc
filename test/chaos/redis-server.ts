import { setTimeout as delay } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { startRedis } from '../servers/redis.ts'

/** A Redis without persistence. */
export type RedisServer = {
  url: string
  /** Kills it and starts it again, empty, after `downMs`. */
  kill: (downMs: number) => Promise<void>
  freeze: (forMs: number) => Promise<void>
  /** Sends an administrative command. */
  command: (name: string, ...args: string[]) => Promise<void>
  stop: () => Promise<void>
}

export async function openRedis(port: number): Promise<RedisServer> {
  let server = await startRedis(port)
  let stopping = false
  let restarting: Promise<void> | undefined

  async function restartAfter(downMs: number) {
    await server.stop()
    await delay(downMs)
    if (!stopping) server = await startRedis(port)
  }
  return {
    url: server.url,
    kill(downMs) {
      restarting = restartAfter(downMs)
      return restarting
    },
    async freeze(forMs) {
      server.process.kill('SIGSTOP')
      await delay(forMs)
      server.process.kill('SIGCONT')
    },
    async command(name, ...args) {
      const client = new Redis(server.url)
      try {
        await client.call(name, ...args)
      } finally {
        client.disconnect()
      }
    },
    async stop() {
      stopping = true
      await restarting?.catch(() => {})
      await server.stop()
    },
  }
}
