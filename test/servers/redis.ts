import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { Redis } from 'ioredis'
import { eventually } from '../eventually.ts'
import { freePort } from './free-port.ts'

export const redisHint = 'Provide one with: sudo apt-get install -y redis-server'

export type RedisServer = { url: string; port: number; process: ChildProcess; stop: () => Promise<void> }

/** The Redis to test with: `REDIS_URL`, else one on the default port, else one started here. Undefined if there is none. */
export async function findRedis(): Promise<{ url: string; stop: () => Promise<void> } | undefined> {
  if (process.env.REDIS_URL) return { url: process.env.REDIS_URL, stop: async () => {} }
  const usual = 'redis://127.0.0.1:6379'
  if (await answers(usual)) return { url: usual, stop: async () => {} }
  return redisBinary() ? startRedis() : undefined
}

/** The path of the first of these programs that is installed. */
export function redisBinary(...programs: string[]): string | undefined {
  const names = programs.length > 0 ? programs : ['redis-server', 'valkey-server']
  return (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap(folder => names.map(name => join(folder, name)))
    .find(existsSync)
}

/** Starts a Redis without persistence for one test, which may stop, freeze and empty it. `settings` are arguments of it. */
export async function startRedis(
  port?: number,
  settings: string[] = [],
  binary = redisBinary(),
): Promise<RedisServer> {
  if (!binary) throw new Error(`no redis-server on PATH. ${redisHint}`)
  const actualPort = port ?? (await freePort())
  const folder = await mkdtemp(join(tmpdir(), 'passlink-redis-'))
  const where = ['--port', `${actualPort}`, '--bind', '127.0.0.1', '--dir', folder]
  const child = spawn(binary, [...where, '--save', '', '--appendonly', 'no', ...settings], {
    stdio: 'ignore',
  })
  child.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const url = `redis://127.0.0.1:${actualPort}`
  await eventually(async () => {
    if (!(await answers(url))) throw new Error('Redis does not answer yet')
  })
  return {
    url,
    port: actualPort,
    process: child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

async function answers(url: string): Promise<boolean> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 1_000 })
  redis.on('error', () => {})
  try {
    await redis.connect()
    await redis.ping()
    return true
  } catch {
    return false
  } finally {
    redis.disconnect()
  }
}
