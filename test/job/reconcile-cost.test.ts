import type { Db } from '@passlink/store'
import { createReconciler } from '@passlink/worker'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, test } from 'vitest'
import { recordForAlice } from '../deliveries.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { type RedisServer, redisBinary, redisHint, startRedis } from '../servers/redis.ts'

const available = redisBinary() !== undefined
if (!available) console.warn(`\n  SKIPPED: what reconciling costs Redis. ${redisHint}\n`)

const { signal } = new AbortController()
const pageSize = 50

/** The database, and how many statements it was given. */
function counting(db: Db) {
  const given = { statements: 0 }
  const counted = new Proxy(db, {
    get(target, name) {
      if (name === 'execute') given.statements += 1
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return { db: counted, given }
}

describe.runIf(available)('a round of reconcile', () => {
  let redis: RedisServer
  let passlink: Passlink
  afterEach(async () => {
    await passlink?.stop()
    await redis.stop()
  })

  /** How often each command was called. BullMQ's own scripts call others, each for one job. */
  async function commands(client: Redis): Promise<Record<string, number>> {
    const stats = await client.info('commandstats')
    return Object.fromEntries(
      [...stats.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].map(([, name, calls]) => [name, Number(calls)]),
    )
  }

  /** What the rounds of a reconciler cost when `open` deliveries have their jobs, and then none of them has. */
  async function costs(open: number) {
    redis = await startRedis()
    passlink = await createPasslink({ redisUrl: redis.url })
    for (let left = open; left > 0; left -= 500)
      await recordForAlice(passlink.database.db, Math.min(left, 500))
    const { db, given } = counting(passlink.database.db)
    const queues = { mail: passlink.openQueue(), webhook: passlink.openQueue('webhooks') }
    const pace = { pageSize, checkPages: 1, repairPages: 2, roundMs: 60_000 }
    const reconcile = createReconciler(db, queues, pace)
    const client = new Redis(redis.url)

    async function cost() {
      given.statements = 0
      await client.config('RESETSTAT')
      const { added } = await reconcile(signal)
      const { info, hget, hmget, exists, eval: scripts, zscore, lpos, zcard, llen } = await commands(client)
      return {
        added,
        statements: given.statements,
        info,
        marks: hmget ?? hget,
        exists,
        scripts,
        zscore,
        scans: [lpos, zcard, llen],
      }
    }

    try {
      const repair = await cost()
      for (let round = 0; (await reconcile(signal)).repairing; round++) expect(round).toBeLessThan(open)
      return { repair, check: await cost() }
    } finally {
      client.disconnect()
      await passlink.stop()
      await redis.stop()
    }
  }

  test('costs the same with many deliveries open as with a page of them', async () => {
    const few = await costs(pageSize)
    const many = await costs(40 * pageSize)
    expect(many.check).toEqual(few.check)
    expect(many.check).toMatchObject({ added: 0, statements: 2, exists: 2, scripts: 2, zscore: 2 * pageSize })
    console.log(JSON.stringify({ few, many }))
  }, 60_000)
})
