import { expect, test } from 'vitest'
import { type Health, type HealthReport, next, unknownHealth } from './health.ts'
import { healthOf, stateOf } from './server-state.ts'

const leftAt = 1_000_000
const failures = ['a', 'b', 'c'].map((subject): HealthReport => {
  return { kind: 'failed', subject, answer: '421 no', pauseMs: null }
})
const deferrals = ['a', 'b', 'c'].map((subject): HealthReport => {
  return { kind: 'deferred', subject, answer: '451 later' }
})
const failedProbe: HealthReport = { kind: 'probed', failure: { answer: 'refused', pauseMs: null } }
const probe: HealthReport = { kind: 'probed', failure: null }

const reported = (known: Health, reports: HealthReport[], now = leftAt) =>
  reports.reduce((health, report) => next(health, report, now, 0.5), known)
const sinceAndFor = (health: Health, now: number) => {
  const { awaySince, awayForMs } = stateOf(health, now)
  return [awaySince, awayForMs]
}

test.each([
  ['fails', failures],
  ['defers', deferrals],
])('a server that %s is away since it left, however often it is probed in vain', (_, reports) => {
  const away = reported(unknownHealth, reports)
  const still = reported(away, [failedProbe, failedProbe], leftAt + 9_000)
  expect([away, still].map(health => sinceAndFor(health, leftAt + 10_000))).toEqual([
    [leftAt, 10_000],
    [leftAt, 10_000],
  ])
})

test('a server that is back is away since nothing, and since then if it leaves again', () => {
  const back = reported(reported(unknownHealth, failures), [probe], leftAt + 1_000)
  expect(sinceAndFor(back, leftAt + 2_000)).toEqual([null, null])
  const again = reported(back, failures, leftAt + 3_000)
  expect(sinceAndFor(again, leftAt + 3_500)).toEqual([leftAt + 3_000, 500])
  const cured = reported(reported(unknownHealth, deferrals), [{ kind: 'accepted' }])
  expect(sinceAndFor(cured, leftAt)).toEqual([null, null])
})

test('where the version before found a server away it is not known since when, and what it kept of an absence is forgotten', () => {
  const { pauses, awayUntil, probeUntil, awaySince: _, ...rest } = reported(unknownHealth, failures)
  const row = { name: 'relay:25', pauses, awayUntil, probeUntil, health: rest, now: leftAt }
  const unknown = healthOf(row)
  expect([stateOf(unknown, leftAt).away, ...sinceAndFor(unknown, leftAt)]).toEqual(['failing', null, null])
  expect(reported(unknown, [failedProbe], leftAt + 1_000).awaySince).toBeNull()
  const back = { ...row, awayUntil: null, health: { ...rest, awaySince: leftAt } }
  expect(healthOf(back).awaySince).toBeNull()
})
