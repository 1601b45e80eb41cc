import { setTimeout as delay } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { eventually } from '../eventually.ts'
import { startRedis } from '../servers/redis.ts'
import { quietPort } from './quiet-port.ts'
import { startSilencingProxy } from './silencing-proxy.ts'

/** A Redis without persistence. `url` is that of a proxy of it. */
export type RedisServer = {
  url: string
  /** Kills it and starts it again, empty, after `downMs`. */
  kill: (downMs: number) => Promise<void>
  freeze: (forMs: number) => Promise<void>
  /** Makes the standing connections silent; new ones work. */
  silenceConnections: () => Promise<void>
  /** Makes it the replica of a server that does not exist, so that it refuses writes. */
  demote: (forMs: number) => Promise<void>
  /** Makes it refuse whatever needs memory. */
  fill: (forMs: number) => Promise<void>
  /** Sends an administrative command. */
  command: (name: string, ...args: string[]) => Promise<void>
  stop: () => Promise<void>
}

export async function openRedis(port: number): Promise<RedisServer> {
  let server = await startRedis(port)
  const proxy = await startSilencingProxy(await quietPort(), port)
  const nobody = `${await quietPort()}`
  let stopping = false
  let restarting: Promise<void> | undefined

  async function restartAfter(downMs: number) {
    await server.stop()
    await delay(downMs)
    if (!stopping) server = await startRedis(port)
  }

  async function command(name: string, ...args: string[]) {
    const client = new Redis(server.url)
    try {
      await client.call(name, ...args)
    } finally {
      client.disconnect()
    }
  }

  return {
    url: `redis://127.0.0.1:${proxy.port}`,
    kill(downMs) {
      restarting = restartAfter(downMs)
      return restarting
    },
    async freeze(forMs) {
      server.process.kill('SIGSTOP')
      await delay(forMs)
      server.process.kill('SIGCONT')
    },
    async silenceConnections() {
      proxy.silence()
    },
    async demote(forMs) {
      await command('REPLICAOF', '127.0.0.1', nobody)
      await delay(forMs)
      await eventually(() => command('REPLICAOF', 'NO', 'ONE'))
    },
    async fill(forMs) {
      await command('CONFIG', 'SET', 'maxmemory', '1')
      await delay(forMs)
      await eventually(() => command('CONFIG', 'SET', 'maxmemory', '0'))
    },
    command,
    async stop() {
      stopping = true
      await restarting?.catch(() => {})
      await proxy.stop()
      await server.stop()
    },
  }
}
