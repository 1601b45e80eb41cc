import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { eventually } from '../eventually.ts'
import { freePort } from './free-port.ts'
import { type RedisServer, redisBinary, startRedis } from './redis.ts'

/** A primary and its replica, which three sentinels watch as `mails`; two of them decide on a failover. */
export type WatchedRedis = {
  primary: RedisServer
  replica: RedisServer
  /** As in `REDIS_URL`. */
  url: string
  stop: () => Promise<void>
}

const name = 'mails'
const downAfterMs = 1_000

/** Starts them for one test. The sentinels ask for `password`. */
export async function startWatchedRedis(password: string): Promise<WatchedRedis> {
  const primary = await startRedis(undefined, ['--repl-diskless-sync-delay', '0'])
  const replica = await startRedis(undefined, ['--replicaof', `127.0.0.1 ${primary.port}`])
  const lines = [
    `sentinel monitor ${name} 127.0.0.1 ${primary.port} 2`,
    `sentinel down-after-milliseconds ${name} ${downAfterMs}`,
    `sentinel failover-timeout ${name} 5000`,
    `requirepass ${password}`,
  ]
  const sentinels = await Promise.all([1, 2, 3].map(() => startSentinel(lines, password)))
  await eventually(async () => {
    for (const { admin } of sentinels) {
      const facts = String(await admin.call('SENTINEL', 'MASTER', name))
      if (!/num-slaves,1,num-other-sentinels,2/.test(facts)) throw new Error(`not watched yet: ${facts}`)
    }
  }, 20_000)
  return {
    primary,
    replica,
    url: `redis+sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${name}`,
    async stop() {
      await Promise.all(sentinels.map(({ stop }) => stop()))
      await Promise.all([primary.stop(), replica.stop()])
    },
  }
}

/** Starts a sentinel with these lines as its configuration. `admin` is a connection to its plain port. */
export async function startSentinel(lines: string[], password?: string) {
  const folder = await mkdtemp(join(tmpdir(), 'passlink-sentinel-'))
  const [port, file] = [await freePort(), join(folder, 'sentinel.conf')]
  await writeFile(file, `${[`port ${port}`, 'bind 127.0.0.1', `dir ${folder}`, ...lines].join('\n')}\n`)
  const child = spawn(redisBinary() as string, [file, '--sentinel'], { stdio: 'ignore' })
  const options = password === undefined ? {} : { password }
  const admin = new Redis({ port, host: '127.0.0.1', ...options }).on('error', () => {})
  return {
    port,
    admin,
    async stop() {
      admin.disconnect()
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
