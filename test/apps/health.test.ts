import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { metricsOf, readinessOf } from '../metrics-of.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { type Gate, openGate } from '../servers/gate.ts'
import { type RedisServer, redisBinary, redisHint, startRedis } from '../servers/redis.ts'

type App = 'Api' | 'Worker' | 'Redeem' | 'Bounces' | 'Dashboard'

let passlink: Passlink
let gate: Gate
beforeEach(async () => {
  passlink = await createPasslink('postgres')
  gate = await openGate(passlink.database.url)
  passlink.environment.DATABASE_URL = gate.url
})
afterEach(async () => {
  await passlink?.stop()
  await gate?.shut()
})

async function get(app: { port: number }, path: string) {
  const response = await fetch(`http://127.0.0.1:${app.port}${path}`)
  return { status: response.status, body: await response.json() }
}

const ready = (...names: string[]) => ({
  status: 200,
  body: { status: 'ready', checks: Object.fromEntries(names.map(name => [name, 'ok'])) },
})
const alive = { status: 200, body: { status: 'alive' } }

describe.each<{ app: App; checks: string[] }>([
  { app: 'Api', checks: ['database'] },
  { app: 'Worker', checks: ['database', 'queue'] },
  { app: 'Redeem', checks: ['database'] },
  { app: 'Bounces', checks: ['database'] },
  { app: 'Dashboard', checks: ['database', 'queue'] },
])('$app', ({ app, checks }) => {
  test('is ready when its servers are up, names only those that are away, and is ready again when they are back', async () => {
    const running = await passlink[`start${app}`]()
    await eventually(async () => expect(await readinessOf(running)).toEqual(ready(...checks)))
    expect(await get(running, '/healthz')).toEqual(alive)
    expect(await get({ port: running.metricsPort }, '/healthz')).toEqual(alive)

    await gate.shut()
    const away = Object.fromEntries(checks.map(name => [name, 'away']))
    await eventually(async () =>
      expect(await readinessOf(running)).toEqual({
        status: 503,
        body: { status: 'not ready', checks: away },
      }),
    )
    expect(await get(running, '/healthz')).toEqual(alive)

    await gate.open()
    await eventually(async () => expect(await readinessOf(running)).toEqual(ready(...checks)))
  })

  test('is not ready on a database that lacks a migration', async () => {
    const running = await passlink[`start${app}`]()
    await passlink.database.sql`
      delete from drizzle.__drizzle_migrations where id = (select max(id) from drizzle.__drizzle_migrations)`
    await eventually(async () =>
      expect(await readinessOf(running)).toMatchObject({
        status: 503,
        body: { checks: { database: 'away' } },
      }),
    )
  })

  test('says on its own port whether it is ready and nothing else, and shows its metrics elsewhere', async () => {
    const running = await passlink[`start${app}`]()
    await eventually(async () =>
      expect(await get(running, '/readyz')).toEqual({ status: 200, body: { status: 'ready' } }),
    )
    await gate.shut()
    await eventually(async () =>
      expect(await get(running, '/readyz')).toEqual({ status: 503, body: { status: 'not ready' } }),
    )
    const there = await fetch(`http://127.0.0.1:${running.port}/metrics`)
    expect(there.ok).toBe(false)
    expect(await there.text()).not.toContain('process_')
    expect(await metricsOf(running)).toContain('\nprocess_cpu_seconds_total ')
  })
})

describe.runIf(redisBinary())('with the queue in Redis', () => {
  let redis: RedisServer
  beforeEach(async () => {
    redis = await startRedis()
    passlink.environment.REDIS_URL = redis.url
  })
  afterEach(() => redis?.stop())

  test.each(['Worker', 'Dashboard'] as const)(
    '%s names only the queue while Redis is away, and is ready again when it is back',
    async app => {
      const running = await passlink[`start${app}`]()
      await eventually(async () => expect(await readinessOf(running)).toEqual(ready('database', 'queue')))
      await redis.stop()
      const checks = { database: 'ok', queue: 'away' }
      await eventually(async () =>
        expect(await readinessOf(running)).toEqual({ status: 503, body: { status: 'not ready', checks } }),
      )
      expect(await get(running, '/healthz')).toEqual(alive)
      redis = await startRedis(redis.port)
      await eventually(async () => expect(await readinessOf(running)).toEqual(ready('database', 'queue')))
    },
  )

  test('the api stays ready while Redis is away, because calls need only the database', async () => {
    const running = await passlink.startApi()
    await redis.stop()
    await eventually(async () => expect(await readinessOf(running)).toEqual(ready('database')))
  })
})

test.runIf(process.env.CI)('CI has a Redis', () => {
  expect(redisBinary(), redisHint).toBeDefined()
})
