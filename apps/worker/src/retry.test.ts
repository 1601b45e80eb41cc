import type { AttemptOutcome } from '@passlink/store'
import { expect, test } from 'vitest'
import { createRetryIn } from './retry.ts'

const schedule = [5_000, 15_000, 45_000]
const middle = () => 0.5
const answer = (outcome: AttemptOutcome, retryAfterMs: number | null = null) => ({ outcome, retryAfterMs })

const after = (deferrals: number, notSent = 0) => ({ attempt: 1 + deferrals + notSent, deferrals })

test.each(['accepted', 'rejected'] as const)('%s is final', outcome => {
  expect(createRetryIn(schedule)(answer(outcome), after(0))).toBeNull()
})

test.each(['deferred', 'unknown'] as const)(
  '%s follows the schedule and repeats its last step; attempts that were not sent do not advance it',
  outcome => {
    const retryIn = createRetryIn(schedule, middle)
    const pauses = [5_000, 15_000, 45_000, 45_000, 45_000]
    expect([0, 1, 2, 3, 99].map(deferrals => retryIn(answer(outcome), after(deferrals)))).toEqual(pauses)
    expect([0, 1, 2, 3, 99].map(deferrals => retryIn(answer(outcome), after(deferrals, 7)))).toEqual(pauses)
  },
)

test('each pause has a jitter of 20 %', () => {
  expect(createRetryIn(schedule, () => 0)(answer('deferred'), after(0))).toBe(4_000)
  expect(createRetryIn(schedule, () => 1)(answer('deferred'), after(0))).toBe(6_000)
})

test('the delay that a deferring relay requests is used if it is longer', () => {
  const retryIn = createRetryIn(schedule, middle)
  expect(retryIn(answer('deferred', 60_000), after(0))).toBe(60_000)
  expect(retryIn(answer('deferred', 1_000), after(0))).toBe(5_000)
  expect(retryIn(answer('unknown', 60_000), after(0))).toBe(5_000)
})

test('a mail that was not sent is retried after pauses that grow from one second to five', () => {
  const retryIn = createRetryIn(schedule, middle)
  expect([0, 1, 2, 3, 4, 50].map(times => retryIn(answer('not_sent'), after(2, times)))).toEqual([
    1_000, 2_000, 4_000, 5_000, 5_000, 5_000,
  ])
})
