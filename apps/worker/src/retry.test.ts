import type { AttemptOutcome } from '@passlink/links'
import { expect, test } from 'vitest'
import { createRetryIn } from './retry.ts'

const schedule = [5_000, 15_000, 45_000]
const middle = () => 0.5
const answer = (outcome: AttemptOutcome, detail = '') => ({
  outcome,
  detail,
  relay: 'relay:25',
  smtpCode: null,
  enhancedCode: null,
})

test.each(['accepted', 'rejected'] as const)('%s is final', outcome => {
  expect(createRetryIn(schedule)(answer(outcome), 0)).toBeNull()
})

test.each(['deferred', 'unknown'] as const)(
  '%s follows the schedule, and its last step again and again',
  outcome => {
    const retryIn = createRetryIn(schedule, Date.now, middle)
    expect([0, 1, 2, 3, 99].map(deferrals => retryIn(answer(outcome), deferrals))).toEqual([
      5_000, 15_000, 45_000, 45_000, 45_000,
    ])
  },
)

test('each pause varies by a fifth either way', () => {
  expect(createRetryIn(schedule, Date.now, () => 0)(answer('deferred'), 0)).toBe(4_000)
  expect(createRetryIn(schedule, Date.now, () => 1)(answer('deferred'), 0)).toBe(6_000)
})

test('the delay that a deferring relay names counts if it is the longer one', () => {
  const retryIn = createRetryIn(schedule, Date.now, middle)
  expect(retryIn(answer('deferred', 'try again in 1 minute'), 0)).toBe(60_000)
  expect(retryIn(answer('deferred', 'try again in 1 second'), 0)).toBe(5_000)
  expect(retryIn(answer('unknown', 'try again in 1 minute'), 0)).toBe(5_000)
})

test('while no relay takes part the pauses grow from a second to half a minute, and start anew after any answer', () => {
  let now = 0
  const retryIn = createRetryIn(schedule, () => now, middle)
  const pauseAt = (ms: number) => {
    now = ms
    return retryIn(answer('not_sent'), 0)
  }
  expect([0, 1_000, 4_000, 20_000, 600_000].map(pauseAt)).toEqual([1_000, 1_000, 2_000, 10_000, 30_000])
  retryIn(answer('accepted'), 0)
  expect([600_000, 604_000].map(pauseAt)).toEqual([1_000, 2_000])
})
