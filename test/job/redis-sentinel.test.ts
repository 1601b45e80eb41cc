import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { readinessOf } from '../metrics-of.ts'
import { createPasslink } from '../passlink.ts'
import { redisBinary, redisHint } from '../servers/redis.ts'
import { startWatchedRedis } from '../servers/redis-sentinel.ts'
import { allMailedOnce, callWhile, patience } from '../steady-calls.ts'

const withinMs = 20_000
const available = redisBinary() !== undefined
if (!available) console.warn(`\n  SKIPPED: the test of sentinels. ${redisHint}\n`)

test.runIf(available)(
  'mails go on through the replica, each once, after the primary that sentinels watch is killed under load',
  async () => {
    const redis = await startWatchedRedis('s3cret')
    onTestFinished(redis.stop)
    const passlink = await createPasslink({ redisUrl: `${redis.url}?sentinelPassword=s3cret` })
    onTestFinished(passlink.stop)
    passlink.environment.CALL_TIMEOUT = patience
    const api = await passlink.startApi()
    const worker = await passlink.startWorker()

    const calls = await callWhile(passlink, api, async () => {
      await eventually(() => expect(passlink.relay.mails.length).toBeGreaterThan(10), withinMs)
      await redis.primary.stop()
      const mailed = passlink.relay.mails.length
      await eventually(() => expect(passlink.relay.mails.length).toBeGreaterThan(mailed + 10), withinMs)
    })
    await allMailedOnce(passlink, calls)
    await eventually(async () => expect((await readinessOf(worker)).body.checks.queue).toBe('ok'))
  },
  90_000,
)

test.runIf(available).each([
  ['', 'away: NOAUTH, REDIS_URL has no sentinelPassword, and a sentinel demands one'],
  [
    '?sentinelPassword=wrong',
    'away: WRONGPASS, a sentinel refuses sentinelUser and sentinelPassword of REDIS_URL',
  ],
])('a login that sentinels refuse, %j, is named in /readyz', async (query, queue) => {
  const redis = await startWatchedRedis('s3cret')
  onTestFinished(redis.stop)
  const passlink = await createPasslink({ redisUrl: redis.url + query })
  onTestFinished(passlink.stop)
  const worker = await passlink.startWorker()
  await eventually(async () => expect((await readinessOf(worker)).body.checks).toMatchObject({ queue }))
})
