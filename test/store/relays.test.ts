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

test('a relay that nobody reported on is well', async () => {
  expect(await findRelays(database.db, ['one:25', 'two:25'])).toEqual([
    { away: false, failures: 0 },
    { away: false, failures: 0 },
  ])
})

test.each([
  { how: 'one report at a time', batches: [1, 1, 1] },
  { how: 'reports that come together', batches: [3] },
])('a relay is away after three failures in a row, of $how', async ({ batches }) => {
  for (const count of batches) await report(...Array(count).fill({}))
  expect(await find()).toMatchObject({ away: true })
})

test('two failures, a success and two failures more are no reason to go without a relay', async () => {
  await report({}, {})
  expect(await report({ well: true })).toEqual([{ away: false, failures: 0 }])
  expect(await report({}, {})).toEqual(Array(2).fill({ away: false, failures: 2 }))
  expect(await report({ well: true }, {})).toEqual(Array(2).fill({ away: false, failures: 1 }))
})

test('what many workers report at the same time is added up', async () => {
  await report({ well: true })
  await Promise.all([report({}), report({}), report({})])
  expect(await find()).toMatchObject({ away: true })
})

test('each relay is judged by its own reports', async () => {
  await report({}, {}, {}, { relay: 'other:25' })
  expect(await findRelays(database.db, ['other:25', relay])).toMatchObject([{ away: false }, { away: true }])
})

test('while a relay is away nobody gets the probe before the pause is over, then one of many does', async () => {
  await report({}, {}, {})
  expect(await takeProbe(database.db, relay, leaseMs)).toBe(false)
  await endPause()
  const taken = await Promise.all(Array.from({ length: 8 }, () => takeProbe(database.db, relay, leaseMs)))
  expect(taken.filter(Boolean)).toHaveLength(1)
  expect(await find()).toMatchObject({ probeInMs: expect.closeTo(leaseMs, -4) })
})

test('a probe that goes well brings the relay back; one that fails makes the next pause twice as long, up to five seconds', async () => {
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

test('a relay that names a delay is left alone that long, up to a quarter of an hour', async () => {
  const [named] = await report({}, {}, { pauseMs: 300_000 })
  expect(named).toMatchObject({ away: true, probeInMs: expect.closeTo(300_000, -4) })
  const [more] = await report({ probe: true, pauseMs: 86_400_000 })
  expect(more).toMatchObject({ away: true, probeInMs: expect.closeTo(900_000, -4) })
})

test('while a relay is away only the probe counts: what was under way before neither ends nor prolongs the pause', async () => {
  await report({}, {}, {})
  await endPause()
  await takeProbe(database.db, relay, leaseMs)
  await report({}, {}, {}, { well: true })
  expect(await find()).toMatchObject({ away: true, probeInMs: expect.closeTo(leaseMs, -4) })
})

test('a probe that was given back, or whose taker fell silent, goes to the next', async () => {
  await report({}, {}, {})
  await endPause()
  expect(await takeProbe(database.db, relay, leaseMs)).toBe(true)
  await returnProbe(database.db, relay)
  expect(await takeProbe(database.db, relay, leaseMs)).toBe(true)
  await database.sql`update relays set probe_until = now()`
  expect(await takeProbe(database.db, relay, leaseMs)).toBe(true)
})

test('places in a relay’s flow lie one interval apart, over all who ask and for each relay by itself', async () => {
  const wish = { relay, everyMs: 60_000 }
  const first = await reserveSends(database.db, [wish, { ...wish, relay: 'other:25' }, wish])
  expect(first).toEqual([0, 0, 60_000])
  const others = await Promise.all([
    reserveSends(database.db, [wish]),
    reserveSends(database.db, [wish, wish]),
  ])
  const places = others.flat().sort((a, b) => a - b)
  for (const [index, ms] of [120_000, 180_000, 240_000].entries())
    expect(places[index]).toBeGreaterThan(ms - 15_000)
  expect(places[2]).toBeLessThanOrEqual(240_000)
})

test('a flow that stood still begins anew: the places that nobody took are gone', async () => {
  await reserveSends(database.db, [{ relay, everyMs: 60_000 }])
  await database.sql`update relays set next_send_at = now() - interval '1 hour'`
  const wish = { relay, everyMs: 60_000 }
  expect(await reserveSends(database.db, [wish, wish])).toEqual([0, 60_000])
})
