import { readDatabaseUrl } from '@passlink/runtime'
import { openDatabase } from '@passlink/store'
import { createReconciler } from '@passlink/worker'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, test } from 'vitest'
import { recordForAlice } from '../deliveries.ts'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { type RedisServer, redisBinary, redisHint, startRedis } from '../servers/redis.ts'

const available = redisBinary() !== undefined
if (!available) console.warn(`\n  SKIPPED: what reconciling costs Redis. ${redisHint}\n`)

const { signal } = new AbortController()
const pageSize = 50

describe.runIf(available)('a round of reconcile', () => {
  let redis: RedisServer
  let passlink: Passlink
  afterEach(async () => {
    await passlink?.stop()
    await redis.stop()
  })

  /** How often each command was called, directly or by a script. */
  async function commands(client: Redis): Promise<Record<string, number>> {
    const stats = await client.info('commandstats')
    return Object.fromEntries(
      [...stats.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].map(([, name, calls]) => [name, Number(calls)]),
    )
  }

  /** What a repairing and a checking round of reconcile cost with `open` open deliveries. */
  async function costs(open: number) {
    redis = await startRedis()
    passlink = await createPasslink({ redisUrl: redis.url })
    for (let left = open; left > 0; left -= 500)
      await recordForAlice(passlink.database.db, Math.min(left, 500))
    let statements = 0
    const counted = openDatabase(readDatabaseUrl(passlink.database.url), {
      onStatement: () => {
        statements += 1
      },
    })
    const { db } = counted
    const queues = { mail: passlink.openQueue(), webhook: passlink.openQueue('webhooks') }
    const pace = { pageSize, checkPages: 1, repairPages: 2, roundMs: 60_000 }
    const reconcile = createReconciler(db, queues, pace)
    const client = new Redis(redis.url)
    for (const queue of [queues.mail, queues.webhook]) await eventually(queue.ping)

    async function cost() {
      statements = 0
      await client.config('RESETSTAT')
      const round = await reconcile(signal)
      const { info, hget, exists, eval: scripts, zscore, lpos, llen, zcard } = await commands(client)
      return { ...round, statements, info, hget, exists, scripts, zscore, lpos, llen, zcard }
    }

    try {
      const repair = await cost()
      for (;;) {
        const check = await cost()
        if (!check.repairing) return { repair, check }
      }
    } finally {
      client.disconnect()
      await counted.close()
      await passlink.stop()
      await redis.stop()
    }
  }

  test('costs the same with thousands of deliveries open as with three pages of them', async () => {
    const few = await costs(3 * pageSize)
    const many = await costs(60 * pageSize)
    expect(many).toEqual(few)
    const scansNothing = { lpos: undefined, llen: undefined, zcard: undefined }
    // For the newest deliveries and for one page of the walk.
    const check = { statements: 2, exists: 2, scripts: 2, zscore: 2 * pageSize, added: 0, repairing: false }
    expect(many.check).toEqual({ info: 2, hget: 2, ...check, ...scansNothing })
    // For the newest deliveries and for two pages from either end, one of which is the newest; BullMQ checks each job that it adds.
    const jobs = 2 * pageSize
    const repair = { statements: 3, exists: 3 + jobs, hget: 2 + jobs, added: jobs, repairing: true }
    expect(many.repair).toMatchObject({ info: 2, ...repair, ...scansNothing })
  }, 60_000)
})
