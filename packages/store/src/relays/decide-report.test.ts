import { expect, test } from 'vitest'
import { decideReport, type RelayReport } from './decide-report.ts'
import { decideReserve } from './decide-reserve.ts'
import { newRelay, type RelayRecord, relayStateOf } from './relay-state.ts'

type Report = Omit<RelayReport, 'relay'>

const now = 1_000_000
const well: Report = { well: true, probe: false, pauseMs: null }
const failed = { ...well, well: false }
const failedProbe = { ...failed, probe: true }
const decide = (known: RelayRecord, ...reports: Report[]) => decideReport(known, reports, now, 0.5)

const away: RelayRecord = { failures: 0, pauses: 1, awayUntil: now, probeUntil: now + 5 }

test('three failures in a row make a relay away, in one report or several, but not with a success between them', () => {
  expect(decide(newRelay, failed, failed, failed)).toMatchObject({ pauses: 1, awayUntil: now + 1_000 })
  const two = decide(newRelay, failed, failed)
  expect(two).toEqual({ ...newRelay, failures: 2 })
  expect(decide(two, failed)).toMatchObject({ pauses: 1 })
  expect(decide(two, well, failed, failed)).toEqual({ ...newRelay, failures: 2 })
  expect(decide(two, failed, well)).toEqual(newRelay)
})

test('while a relay is away only probes change its state', () => {
  expect(decide(away, failed, well)).toBe(away)
  expect(decide(away, { ...well, probe: true })).toEqual(newRelay)
  expect(decide(away, failedProbe)).toMatchObject({ pauses: 2, awayUntil: now + 2_000, probeUntil: null })
})

test('each pause is twice as long as the last, up to five seconds, with 20 % jitter', () => {
  const pauseMs = (pauses: number, random: number) =>
    (decideReport({ ...away, pauses }, [failedProbe], now, random).awayUntil ?? 0) - now
  expect([0, 1, 2, 3, 100].map(pauses => pauseMs(pauses, 0.5))).toEqual([1_000, 2_000, 4_000, 5_000, 5_000])
  expect([pauseMs(0, 0), pauseMs(0, 1)]).toEqual([800, 1_200])
})

test('a pause lasts as long as the relay requests, up to 15 minutes', () => {
  expect(decide(away, { ...failedProbe, pauseMs: 300_000 }).awayUntil).toBe(now + 300_000)
  expect(decide(away, { ...failedProbe, pauseMs: 86_400_000 }).awayUntil).toBe(now + 900_000)
})

test('a relay can be probed when its pause is over and no other probe is under way', () => {
  expect(relayStateOf({ ...away, awayUntil: now + 10 }, now)).toMatchObject({ away: true, probeInMs: 10 })
  expect(relayStateOf(away, now)).toMatchObject({ probeInMs: 5 })
  expect(relayStateOf({ ...away, probeUntil: null }, now)).toMatchObject({ probeInMs: 0 })
})

test('slots are one interval apart, and unused slots in the past are lost', () => {
  expect(decideReserve(null, [100, 100], now)).toEqual({ inMs: [0, 100], nextSendAt: now + 200 })
  expect(decideReserve(now + 50, [100], now)).toEqual({ inMs: [50], nextSendAt: now + 150 })
  expect(decideReserve(now - 5_000, [100], now)).toEqual({ inMs: [0], nextSendAt: now + 100 })
})
