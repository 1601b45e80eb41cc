import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createKeyFiles } from '../dkim-keys.ts'
import { eventually } from '../eventually.ts'
import { createLogLines } from '../log-lines.ts'
import { readinessOf } from '../metrics-of.ts'
import { type App, createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { deliveryThatIs } from '../records.ts'
import { freePort } from '../servers/free-port.ts'
import { openGate } from '../servers/gate.ts'
import { type RedisServer, redisBinary, startRedis } from '../servers/redis.ts'

const { log, lines } = createLogLines()

let passlink: Passlink
let redis: RedisServer | undefined
beforeEach(async () => {
  lines.length = 0
  passlink = await createPasslink('postgres', log)
})
afterEach(async () => {
  vi.useRealTimers()
  await passlink?.stop()
  await redis?.stop()
  redis = undefined
})

const problems = () => lines.map(line => JSON.parse(line)).filter(({ level, check }) => check && level === 50)
const ready = async (app: App) => (await readinessOf(app)).body

const apps = ['Api', 'Worker', 'Redeem', 'Dashboard'] as const

test.each(apps)('%s reports the migration that the database lacks', async app => {
  await passlink.database.sql`delete from drizzle.__drizzle_migrations where id > 1`
  await passlink[`start${app}`]()
  await eventually(() =>
    expect(problems()).toMatchObject([
      {
        check: 'migrations',
        msg: 'the database lacks migration 0001_redrive_and_relays: run npm run migrate',
      },
    ]),
  )
})

test('a worker whose DKIM key is of no use does not start, because its mails would go unsigned', async () => {
  const files = createKeyFiles()
  const [file, missing] = [files.ed25519('key.pem'), `${files.folder}/missing.pem`]
  const start = (path: string) =>
    passlink.startWorker({ DKIM_DOMAIN: 'acme.example', DKIM_KEYS: `s1:${path}` })
  await expect(start(file)).rejects.toThrow(`DKIM_KEYS: ${file}: must be an RSA key, not ed25519`)
  await expect(start(missing)).rejects.toThrow(`DKIM_KEYS: ${missing}: ENOENT`)
  files.remove()
})

test('an empty database lacks the first migration', async () => {
  await passlink.database.sql`drop schema drizzle cascade`
  await passlink.startApi()
  await eventually(() => expect(problems()[0]?.msg).toContain('lacks migration 0000_initial'))
})

test.each([
  { seconds: 73, where: 'ahead of' },
  { seconds: -73, where: 'behind' },
])('a clock 73 s $where the database’s is reported', async ({ seconds, where }) => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1_000 })
  await passlink.startWorker()
  await eventually(() => expect(problems()).toHaveLength(1))
  expect(problems()[0]?.msg).toMatch(
    new RegExp(`^this machine's clock is 7[234] s ${where} the database's: retries come at the wrong time`),
  )
})

test.each(['Api', 'Worker', 'Dashboard'] as const)(
  '%s reports a database that allows fewer connections than it may open',
  async app => {
    const name = new URL(passlink.database.url).pathname.slice(1)
    await passlink.database.sql.unsafe(`alter database ${name} connection limit 16`)
    await passlink[`start${app}`]()
    await eventually(() =>
      expect(problems()).toMatchObject([
        {
          check: 'connections',
          msg: expect.stringContaining('allows 16 connections, and this process alone may open 17'),
        },
      ]),
    )
  },
)

test('a process opens as many connections as DATABASE_CONNECTIONS says and one for its health, and reports nothing if they are allowed', async () => {
  const name = new URL(passlink.database.url).pathname.slice(1)
  await passlink.database.sql.unsafe(`alter database ${name} connection limit 4`)
  passlink.environment.DATABASE_CONNECTIONS = '3'
  passlink.environment.DATABASE_URL = `${passlink.database.url}?application_name=counted`
  const redeem = await passlink.startRedeem()
  const link = `http://127.0.0.1:${redeem.port}/l/${randomUUID()}/options`
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"code":"x"}' }
  await Promise.all(Array.from({ length: 30 }, () => fetch(link, init)))
  expect(await ready(redeem)).toMatchObject({ status: 'ready' })
  expect(
    await passlink.database.sql`select from pg_stat_activity where application_name = 'counted'`,
  ).toHaveLength(4)
  expect(problems()).toEqual([])
})

test('without problems nothing is reported', async () => {
  await passlink.startWorker()
  await requestLinkForAlice(passlink, await passlink.startApi())
  await deliveryThatIs('sent', passlink.database)
  expect(problems()).toEqual([])
})

describe.runIf(redisBinary())('with the queue in Redis', () => {
  test.each(['Api', 'Worker', 'Dashboard'] as const)(
    '%s reports an eviction policy that loses jobs',
    async app => {
      redis = await startRedis()
      const client = new Redis(redis.url)
      await client.config('SET', 'maxmemory-policy', 'allkeys-lru')
      client.disconnect()
      passlink.environment.REDIS_URL = redis.url
      await passlink[`start${app}`]()
      await eventually(() =>
        expect(problems()).toMatchObject([
          { check: 'queue', msg: expect.stringContaining('set it to noeviction') },
        ]),
      )
    },
  )

  test('a worker that starts while Redis is away is not ready, and works once it is up', async () => {
    const port = await freePort()
    passlink.environment.REDIS_URL = `redis://127.0.0.1:${port}`
    const worker = await passlink.startWorker()
    await requestLinkForAlice(passlink, await passlink.startApi())
    await eventually(async () =>
      expect(await ready(worker)).toMatchObject({
        status: 'not ready',
        checks: { database: 'ok', queue: 'away' },
      }),
    )
    redis = await startRedis(port)
    await deliveryThatIs('sent', passlink.database)
    await eventually(async () => expect(await ready(worker)).toMatchObject({ status: 'ready' }))
  })
})

test('a worker that starts while Postgres is away is not ready, and works once it is up', async () => {
  await requestLinkForAlice(passlink, await passlink.startApi())
  const gate = await openGate(passlink.database.url)
  await gate.shut()
  passlink.environment.DATABASE_URL = gate.url
  const worker = await passlink.startWorker()
  await eventually(async () =>
    expect(await ready(worker)).toMatchObject({
      status: 'not ready',
      checks: { database: 'away', queue: 'away' },
    }),
  )
  await gate.open()
  await deliveryThatIs('sent', passlink.database)
  await eventually(async () => expect(await ready(worker)).toMatchObject({ status: 'ready' }))
  await passlink.stop()
  await gate.shut()
})
