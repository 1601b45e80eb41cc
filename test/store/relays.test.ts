import {
  findServers,
  type HealthReport,
  reportServers,
  reserveSends,
  returnProbe,
  takeProbe,
} from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../servers/database.ts'

const relay = 'relay:25'
const leaseMs = 60_000
const accepted: HealthReport = { kind: 'accepted' }
const failed = (subject: string, pauseMs: number | null = null): HealthReport => {
  return { kind: 'failed', subject, answer: `no to ${subject}`, pauseMs }
}
const probed: HealthReport = { kind: 'probed', failure: null }
const probeFailed = (pauseMs: number | null = null): HealthReport => {
  return { kind: 'probed', failure: { answer: 'refused', pauseMs } }
}
const three = ['a', 'b', 'c'].map(subject => failed(subject))
const well = {
  away: null,
  isOnTrial: false,
  isWell: true,
  probeInMs: 0,
  awaySince: null,
  awayForMs: null,
  reason: null,
  answers: [],
}

let database: TestDatabase
beforeEach(async () => {
  database = await createDatabase()
})
afterEach(() => database.drop())

const report = (...reports: HealthReport[]) =>
  reportServers(
    database.db,
    reports.map(report => ({ server: relay, report })),
  )
const endPause = () => database.sql`update relays set away_until = now()`
const find = async () => (await findServers(database.db, [relay]))[0]

test('a relay without reports is available', async () => {
  expect(await findServers(database.db, ['one:25', 'two:25'])).toEqual([well, well])
})

test.each([
  { how: 'reported one at a time', batches: three.map(report => [report]) },
  { how: 'reported together', batches: [three] },
])('a relay is away after three failures in a row, $how, and its row says why', async ({ batches }) => {
  for (const batch of batches) await report(...batch)
  expect(await find()).toMatchObject({
    away: 'failing',
    awaySince: expect.closeTo(Date.now(), -5),
    awayForMs: expect.any(Number),
    answers: ['no to a', 'no to b', 'no to c'],
  })
  const [row] = await database.sql`select away_until > now() as away, health from relays`
  expect(row).toMatchObject({
    away: true,
    health: { reason: 'failing', answers: ['no to a', 'no to b', 'no to c'] },
  })
})

test('one mail that fails three times does not make a relay away', async () => {
  for (let count = 0; count < 3; count += 1) await report(failed('a'))
  expect(await find()).toMatchObject({ away: null, isWell: false })
})

test('two failures, a success and two more failures do not make a relay away', async () => {
  await report(failed('a'), failed('b'))
  expect(await report(accepted)).toEqual([well])
  expect(await report(failed('c'), failed('d'))).toMatchObject(Array(2).fill({ away: null, isWell: false }))
  expect(await report(accepted, failed('e'))).toMatchObject(Array(2).fill({ away: null }))
  expect(await report(failed('f'), failed('g'))).toMatchObject(Array(2).fill({ away: 'failing' }))
})

test('concurrent reports of several workers are added up', async () => {
  await report(accepted)
  await Promise.all(three.map(one => report(one)))
  expect(await find()).toMatchObject({ away: 'failing' })
})

test('each relay is judged by its own reports', async () => {
  const other = { server: 'other:25', report: failed('a') }
  await reportServers(database.db, [...three.map(report => ({ server: relay, report })), other])
  expect(await findServers(database.db, ['other:25', relay])).toMatchObject([
    { away: null },
    { away: 'failing' },
  ])
})

test('the probe of a relay that is away cannot be taken before the pause is over, and then only once', async () => {
  await report(...three)
  expect(await takeProbe(database.db, relay, leaseMs)).toBe(false)
  await endPause()
  const taken = await Promise.all(Array.from({ length: 8 }, () => takeProbe(database.db, relay, leaseMs)))
  expect(taken.filter(Boolean)).toHaveLength(1)
  expect(await find()).toMatchObject({ probeInMs: expect.closeTo(leaseMs, -4) })
})

test('a successful probe makes the relay available, on trial until it accepts a mail; a failed one doubles the pause, up to five seconds', async () => {
  await report(...three)
  const pauses: number[] = []
  for (const _try of Array(5)) {
    pauses.push((await find())?.probeInMs ?? 0)
    await endPause()
    await takeProbe(database.db, relay, leaseMs)
    await report(probeFailed())
  }
  for (const [index, ms] of [1_000, 2_000, 4_000, 5_000, 5_000].entries()) {
    expect(pauses[index]).toBeGreaterThan(ms * 0.75)
    expect(pauses[index]).toBeLessThanOrEqual(ms * 1.2)
  }
  expect(await report(probed)).toMatchObject([{ away: null, isOnTrial: true, reason: 'failing' }])
  expect(await report(accepted)).toEqual([well])
  expect(await report(...three)).toMatchObject(Array(3).fill({ probeInMs: expect.closeTo(1_000, -3) }))
})

test('a relay that names a delay is paused that long, up to 15 minutes', async () => {
  const [named] = await report(failed('a'), failed('b'), failed('c', 300_000))
  expect(named).toMatchObject({ away: 'failing', probeInMs: expect.closeTo(300_000, -4) })
  const [more] = await report(probeFailed(86_400_000))
  expect(more).toMatchObject({ away: 'failing', probeInMs: expect.closeTo(900_000, -4) })
})

test('while a relay is away only the probe counts: other reports neither end nor extend the pause', async () => {
  await report(...three)
  await endPause()
  await takeProbe(database.db, relay, leaseMs)
  await report(...three, accepted)
  expect(await find()).toMatchObject({ away: 'failing', probeInMs: expect.closeTo(leaseMs, -4) })
})

test('a probe that was returned, or whose lease has lapsed, can be taken again', async () => {
  await report(...three)
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
