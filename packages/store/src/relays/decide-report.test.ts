import { expect, test } from 'vitest'
import { decideReport, type RelayReport } from './decide-report.ts'
import { decideReserve } from './decide-reserve.ts'
import { type RelayRecord, relayStateOf, unknownRelay } from './relay-state.ts'

type Report = Omit<RelayReport, 'relay'>

const now = 1_000_000
const well: Report = { well: true, probe: false, pauseMs: null }
const failed = { ...well, well: false }
const failedProbe = { ...failed, probe: true }
const decide = (known: RelayRecord, ...reports: Report[]) => decideReport(known, reports, now, 0.5)

const away: RelayRecord = { failures: 0, pauses: 1, awayUntil: now, probeUntil: now + 5 }

test('three failures in a row send a relay away, together or one by one, and a success between them does not', () => {
  expect(decide(unknownRelay, failed, failed, failed)).toMatchObject({ pauses: 1, awayUntil: now + 1_000 })
  const two = decide(unknownRelay, failed, failed)
  expect(two).toEqual({ ...unknownRelay, failures: 2 })
  expect(decide(two, failed)).toMatchObject({ pauses: 1 })
  expect(decide(two, well, failed, failed)).toEqual({ ...unknownRelay, failures: 2 })
  expect(decide(two, failed, well)).toEqual(unknownRelay)
})

test('while a relay is away nothing but its probe counts', () => {
  expect(decide(away, failed, well)).toBe(away)
  expect(decide(away, { ...well, probe: true })).toEqual(unknownRelay)
  expect(decide(away, failedProbe)).toMatchObject({ pauses: 2, awayUntil: now + 2_000, probeUntil: null })
})

test('pauses double up to five seconds, and vary by a fifth', () => {
  const pauseMs = (pauses: number, random: number) =>
    (decideReport({ ...away, pauses }, [failedProbe], now, random).awayUntil ?? 0) - now
  expect([0, 1, 2, 3, 100].map(pauses => pauseMs(pauses, 0.5))).toEqual([1_000, 2_000, 4_000, 5_000, 5_000])
  expect([pauseMs(0, 0), pauseMs(0, 1)]).toEqual([800, 1_200])
})

test('a relay is not tried for as long as it requests, up to a quarter of an hour', () => {
  expect(decide(away, { ...failedProbe, pauseMs: 300_000 }).awayUntil).toBe(now + 300_000)
  expect(decide(away, { ...failedProbe, pauseMs: 86_400_000 }).awayUntil).toBe(now + 900_000)
})

test('a relay can be probed once its pause is over and no other probe is under way', () => {
  expect(relayStateOf({ ...away, awayUntil: now + 10 }, now)).toMatchObject({ away: true, probeInMs: 10 })
  expect(relayStateOf(away, now)).toMatchObject({ probeInMs: 5 })
  expect(relayStateOf({ ...away, probeUntil: null }, now)).toMatchObject({ probeInMs: 0 })
})

test('places lie one interval apart, and those that were not taken in time are gone', () => {
  expect(decideReserve(null, [100, 100], now)).toEqual({ inMs: [0, 100], nextSendAt: now + 200 })
  expect(decideReserve(now + 50, [100], now)).toEqual({ inMs: [50], nextSendAt: now + 150 })
  expect(decideReserve(now - 5_000, [100], now)).toEqual({ inMs: [0], nextSendAt: now + 100 })
})
