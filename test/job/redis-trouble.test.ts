import { once } from 'node:events'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { readinessOf } from '../metrics-of.ts'
import { type App, createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { deliveriesThatAre, deliveryThatIs } from '../records.ts'
import { type RedisServer, redisBinary, redisHint, startRedis } from '../servers/redis.ts'
import { type RedisTrouble, redisTroubles } from '../servers/redis-troubles.ts'

const available = redisBinary() !== undefined
if (!available) console.warn(`\n  SKIPPED: the tests of a Redis that refuses. ${redisHint}\n`)

async function queueStateOf(app: App) {
  const { status, body } = await readinessOf(app)
  return { status, queue: body.checks.queue }
}

describe.runIf(available)('while Redis', () => {
  const closers: (() => unknown)[] = []
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close()
  })

  async function start({ settings, login, prepare }: RedisTrouble) {
    const redis: RedisServer = await startRedis(undefined, settings)
    closers.push(redis.stop)
    const admin = new Redis(redis.url)
    closers.push(() => admin.disconnect())
    await once(admin, 'ready')
    await prepare?.(admin)
    const redisUrl = login ? redis.url.replace('//', `//${login}@`) : redis.url
    const passlink: Passlink = await createPasslink({ redisUrl })
    closers.push(passlink.stop)
    return { redis, admin, passlink }
  }

  test.each(redisTroubles)(
    '$name, calls are answered 200, /readyz says why nothing is mailed, and all is mailed within seconds once it ended',
    async trouble => {
      const { redis, admin, passlink } = await start(trouble)
      const api = await passlink.startApi()
      const apps = [await passlink.startWorker(), await passlink.startDashboard()]
      await requestLinkForAlice(passlink, api)
      await deliveryThatIs('sent', passlink.database)
      for (const app of apps)
        await eventually(async () => expect(await queueStateOf(app)).toEqual({ status: 200, queue: 'ok' }))

      const end = await trouble.cause(admin, redis)
      for (const app of apps)
        await eventually(async () =>
          expect(await queueStateOf(app)).toEqual({ status: 503, queue: `away: ${trouble.code}` }),
        )
      await Promise.all([1, 2, 3].map(() => requestLinkForAlice(passlink, api)))
      await end()
      await deliveriesThatAre('sent', 4, passlink.database)
      expect(passlink.relay.mails).toHaveLength(4)
      for (const app of apps)
        await eventually(async () => expect(await queueStateOf(app)).toEqual({ status: 200, queue: 'ok' }))
    },
  )
})
