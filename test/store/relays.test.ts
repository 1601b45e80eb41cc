import {
  findRelays,
  type RelayReport,
  reportRelays,
  reserveSends,
  returnProbe,
  takeProbe,
} from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../servers/database.ts'

const relay = 'relay:25'
const leaseMs = 60_000

let database: TestDatabase
beforeEach(async () => {
  database = await createDatabase()
})
afterEach(() => database.drop())

const report = (...reports: Partial<RelayReport>[]) =>
  reportRelays(
    database.db,
    reports.map(given => ({ relay, well: false, probe: false, pauseMs: null, ...given })),
  )
const endPause = () => database.sql`update relays set away_until = now()`
const find = async () => (await findRelays(database.db, [relay]))[0]

test('a relay without reports is available', async () => {
  expect(await findRelays(database.db, ['one:25', 'two:25'])).toEqual([
    { away: false, failures: 0 },
    { away: false, failures: 0 },
  ])
})

test.each([
  { how: 'reported one at a time', batches: [1, 1, 1] },
  { how: 'reported together', batches: [3] },
])('a relay is away after three failures in a row, $how', async ({ batches }) => {
  for (const count of batches) await report(...Array(count).fill({}))
  expect(await find()).toMatchObject({ away: true })
})

test('two failures, a success and two more failures do not make a relay away', async () => {
  await report({}, {})
  expect(await report({ well: true })).toEqual([{ away: false, failures: 0 }])
  expect(await report({}, {})).toEqual(Array(2).fill({ away: false, failures: 2 }))
  expect(await report({ well: true }, {})).toEqual(Array(2).fill({ away: false, failures: 1 }))
})

test('concurrent reports of several workers are added up', async () => {
  await report({ well: true })
  await Promise.all([report({}), report({}), report({})])
  expect(await find()).toMatchObject({ away: true })
})

test('each relay is judged by its own reports', async () => {
  await report({}, {}, {}, { relay: 'other:25' })
  expect(await findRelays(database.db, ['other:25', relay])).toMatchObject([{ away: false }, { away: true }])
})

test('the probe of a relay that is away cannot be taken before the pause is over, and then only once', async () => {
  await report({}, {}, {})
  expect(await takeProbe(database.db, relay, leaseMs)).toBe(false)
  await endPause()
  const taken = await Promise.all(Array.from({ length: 8 }, () => takeProbe(database.db, relay, leaseMs)))
  expect(taken.filter(Boolean)).toHaveLength(1)
  expect(await find()).toMatchObject({ probeInMs: expect.closeTo(leaseMs, -4) })
})

test('a successful probe makes the relay available; a failed one doubles the pause, up to five seconds', async () => {
  await report({}, {}, {})
  const pauses: number[] = []
  for (const _try of Array(5)) {
    const state = await find()
    pauses.push(state?.away ? state.probeInMs : 0)
    await endPause()
    await takeProbe(database.db, relay, leaseMs)
    await report({ probe: true })
  }
  for (const [index, ms] of [1_000, 2_000, 4_000, 5_000, 5_000].entries()) {
    expect(pauses[index]).toBeGreaterThan(ms * 0.75)
    expect(pauses[index]).toBeLessThanOrEqual(ms * 1.2)
  }
  expect(await report({ probe: true, well: true })).toEqual([{ away: false, failures: 0 }])
  expect(await report({}, {}, {})).toMatchObject(Array(3).fill({ probeInMs: expect.closeTo(1_000, -3) }))
})

test('a relay that names a delay is paused that long, up to 15 minutes', async () => {
  const [named] = await report({}, {}, { pauseMs: 300_000 })
  expect(named).toMatchObject({ away: true, probeInMs: expect.closeTo(300_000, -4) })
  const [more] = await report({ probe: true, pauseMs: 86_400_000 })
  expect(more).toMatchObject({ away: true, probeInMs: expect.closeTo(900_000, -4) })
})

test('while a relay is away only the probe counts: other reports neither end nor extend the pause', async () => {
  await report({}, {}, {})
  await endPause()
  await takeProbe(database.db, relay, leaseMs)
  await report({}, {}, {}, { well: true })
  expect(await find()).toMatchObject({ away: true, probeInMs: expect.closeTo(leaseMs, -4) })
})

test('a probe that was returned, or whose lease has lapsed, can be taken again', async () => {
  await report({}, {}, {})
  await endPause()
  expect(await takeProbe(database.db, relay, leaseMs)).toBe(true)
  await returnProbe(database.db, relay)
  expect(await takeProbe(database.db, relay, leaseMs)).toBe(true)
  await database.sql`update relays set probe_until = now()`
  expect(await takeProbe(database.db, relay, leaseMs)).toBe(true)
})

test('reserved sends of a relay are one interval apart, across all callers and separately for each relay', async () => {
  const reservation = { relay, everyMs: 60_000 }
  const first = await reserveSends(database.db, [
    reservation,
    { ...reservation, relay: 'other:25' },
    reservation,
  ])
  expect(first).toEqual([0, 0, 60_000])
  const others = await Promise.all([
    reserveSends(database.db, [reservation]),
    reserveSends(database.db, [reservation, reservation]),
  ])
  const delays = others.flat().sort((a, b) => a - b)
  for (const [index, ms] of [120_000, 180_000, 240_000].entries())
    expect(delays[index]).toBeGreaterThan(ms - 15_000)
  expect(delays[2]).toBeLessThanOrEqual(240_000)
})

test('unused intervals do not accumulate', async () => {
  await reserveSends(database.db, [{ relay, everyMs: 60_000 }])
  await database.sql`update relays set next_send_at = now() - interval '1 hour'`
  const reservation = { relay, everyMs: 60_000 }
  expect(await reserveSends(database.db, [reservation, reservation])).toEqual([0, 60_000])
})
