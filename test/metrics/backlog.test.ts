import { claimDeliveries } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { recordForAlice, terms } from '../deliveries.ts'
import { eventually } from '../eventually.ts'
import { figureOf, metricsOf } from '../metrics-of.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { type Gate, openGate } from '../servers/gate.ts'
import { redisBinary, startRedis } from '../servers/redis.ts'

let passlink: Passlink
let gate: Gate | undefined
beforeEach(async () => {
  passlink = await createPasslink('postgres')
})
afterEach(async () => {
  gate?.thaw()
  await passlink?.stop()
  await gate?.shut()
  gate = undefined
})

const names = ['passlink_open_deliveries', 'passlink_oldest_due_seconds', 'passlink_dead_letters']

/** The values of the gauges, by what is between the quotes of their labels. */
async function gaugesOf(app: { metricsPort: number }) {
  const metrics = await metricsOf(app)
  const lines = metrics.split('\n').filter(line => names.some(name => line.startsWith(`${name}{`)))
  return Object.fromEntries(
    lines.map(line => [
      [line.split('{')[0], ...[...line.matchAll(/="(\w+)"/g)].map(([, value]) => value)].join(' '),
      Number(line.split(' ').at(-1)),
    ]),
  )
}

test('what is not sent is shown by kind and status, and for how long the first has been due', async () => {
  const { db, sql } = passlink.database
  const dashboard = await passlink.startDashboard()
  const empty = await gaugesOf(dashboard)
  expect(Object.keys(empty)).toHaveLength(3 * 3 + 3 + 3)
  expect(new Set(Object.values(empty))).toEqual(new Set([0]))

  const links = await recordForAlice(db, 6)
  const [sending, waiting, late, dead, discarded] = links.map(({ deliveryId }) => deliveryId)
  await claimDeliveries(db, [{ deliveryId: sending as string }], terms)
  await sql`update deliveries set status = 'waiting', due_at = now() + interval '1 hour' where id = ${waiting as string}`
  await sql`update deliveries set created_at = now() - interval '90 seconds' where id = ${late as string}`
  await sql`
    update deliveries set status = 'dead', dead_reason = 'no', dead_at = now(),
      discarded_at = case id when ${discarded as string} then now() end
    where id in (${dead as string}, ${discarded as string})`
  await eventually(async () =>
    expect(await gaugesOf(dashboard)).toMatchObject({
      'passlink_open_deliveries link queued': 2,
      'passlink_open_deliveries link sending': 1,
      'passlink_open_deliveries link waiting': 1,
      'passlink_open_deliveries notice queued': 0,
      'passlink_dead_letters link': 1,
      'passlink_oldest_due_seconds webhook': 0,
    }),
  )
  const { 'passlink_oldest_due_seconds link': seconds = 0 } = await gaugesOf(dashboard)
  expect(seconds).toBeGreaterThanOrEqual(90)
  expect(seconds).toBeLessThan(120)
})

test('while the database hangs the gauges are absent, that is shown, and the other metrics are there in time', {
  timeout: 60_000,
}, async () => {
  gate = await openGate(passlink.database.url)
  passlink.environment.DATABASE_URL = gate.url
  const dashboard = await passlink.startDashboard()
  await eventually(async () => expect(figureOf(await metricsOf(dashboard), 'passlink_scrape_failed')).toBe(0))
  gate.freeze()
  await eventually(async () => {
    const askedAt = performance.now()
    const metrics = await metricsOf(dashboard)
    expect(performance.now() - askedAt).toBeLessThan(9_000)
    expect(figureOf(metrics, 'passlink_scrape_failed')).toBe(1)
    expect(metrics).toContain('process_cpu_seconds_total')
    for (const name of names) expect(metrics).not.toContain(`\n${name}{`)
  })
  gate.thaw()
  await eventually(async () => {
    expect(figureOf(await metricsOf(dashboard), 'passlink_scrape_failed')).toBe(0)
    expect(Object.keys(await gaugesOf(dashboard))).not.toEqual([])
  }, 30_000)
})

test.runIf(redisBinary())('the gauges are right while Redis is away', async () => {
  const redis = await startRedis()
  passlink.environment.REDIS_URL = redis.url
  const dashboard = await passlink.startDashboard()
  await recordForAlice(passlink.database.db, 3)
  await redis.stop()
  await eventually(async () =>
    expect(await gaugesOf(dashboard)).toMatchObject({ 'passlink_open_deliveries link queued': 3 }),
  )
})
