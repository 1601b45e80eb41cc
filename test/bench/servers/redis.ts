import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { CleanUp } from '../../chaos/clean-up.ts'
import { eventually } from '../../eventually.ts'
import { freePort } from '../../servers/free-port.ts'
import { redisBinary, redisHint } from '../../servers/redis.ts'

/** A Redis of the bench's own, set up as README asks for: append-only, nothing evicted. */
export type RedisServer = {
  url: string
  version: string
  pid: number
  /** Everything in it is gone. */
  empty: () => Promise<void>
  /** Bytes that its data takes. */
  usedBytes: () => Promise<number>
}

export async function startRedis(parent: string, cleanUp: CleanUp): Promise<RedisServer> {
  const binary = redisBinary()
  if (!binary) throw new Error(`no redis-server on PATH. ${redisHint}`)
  const directory = join(parent, 'redis')
  await mkdir(directory)
  const port = await freePort()
  const place = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', directory]
  // Rewriting the file forks, which would fall into one side's round and not into the other's.
  const keeping = ['--save', '', '--appendonly', 'yes', '--auto-aof-rewrite-percentage', '0']
  const child = spawn(binary, [...place, ...keeping], { stdio: 'ignore' })
  cleanUp.add(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  })
  const url = `redis://127.0.0.1:${port}`
  const client = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 })
  client.on('error', () => {})
  cleanUp.add(async () => client.disconnect())
  const fact = async (section: string, name: string) =>
    new RegExp(`^${name}:(\\S+)`, 'm').exec(await client.info(section))?.[1] ?? ''
  await eventually(() => client.ping())
  return {
    url,
    version: await fact('server', 'redis_version'),
    pid: child.pid ?? 0,
    async empty() {
      await client.flushall('SYNC')
    },
    usedBytes: async () => Number(await fact('memory', 'used_memory')),
  }
}
