import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { readinessOf } from '../metrics-of.ts'
import { askDashboard } from '../operator.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { type Gate, openGate } from '../servers/gate.ts'
import { redisBinary, startRedis } from '../servers/redis.ts'

const away = 'The queue cannot be reached right now. Reload in a moment.'

async function expectStatus(dashboard: { port: number }, status: number) {
  for (const path of ['/queues', '/queues/api/queues']) {
    const response = await askDashboard(dashboard, path)
    expect([path, response.status]).toEqual([path, status])
    const body = await response.text()
    if (status === 503) expect(body).toBe(away)
  }
}

describe.each([
  { backend: 'postgres', available: true },
  { backend: 'redis', available: redisBinary() !== undefined },
])('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  let gate: Gate
  let stopRedis: (() => Promise<void>) | undefined
  beforeEach(async () => {
    if (!available) return
    passlink = await createPasslink('postgres')
    const redis = backend === 'redis' ? await startRedis() : undefined
    stopRedis = redis?.stop
    gate = await openGate(redis?.url ?? passlink.database.url)
    passlink.environment[redis ? 'REDIS_URL' : 'DATABASE_URL'] = gate.url
  })
  afterEach(async () => {
    await passlink?.stop()
    await gate?.shut()
    await stopRedis?.()
  })

  test.runIf(available)(
    'while the queue is away every page answers 503, and works when it is back',
    async () => {
      const dashboard = await passlink.startDashboard()
      await eventually(() => expectStatus(dashboard, 200))
      await gate.shut()
      await expectStatus(dashboard, 503)
      await gate.open()
      await eventually(() => expectStatus(dashboard, 200))
    },
  )

  test.runIf(available)('a dashboard that started before the queue works when the queue is up', async () => {
    await gate.shut()
    const dashboard = await passlink.startDashboard()
    await expectStatus(dashboard, 503)
    await gate.open()
    await eventually(() => expectStatus(dashboard, 200))
  })
})

test.runIf(redisBinary())('while Redis only refuses writes the pages can be read', async () => {
  const redis = await startRedis()
  onTestFinished(redis.stop)
  const passlink = await createPasslink({ redisUrl: redis.url })
  onTestFinished(passlink.stop)
  const dashboard = await passlink.startDashboard()
  await eventually(() => expectStatus(dashboard, 200))
  const admin = new Redis(redis.url)
  onTestFinished(() => admin.disconnect())
  await admin.config('SET', 'maxmemory', '1')
  await eventually(async () =>
    expect((await readinessOf(dashboard)).body).toMatchObject({ checks: { queue: 'away: OOM' } }),
  )
  await expectStatus(dashboard, 200)
})
