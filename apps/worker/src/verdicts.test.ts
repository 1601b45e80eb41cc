import { expect, test } from 'vitest'
import { declined } from './verdicts.ts'

test.each([
  [0, 12_000],
  [0.5, 15_000],
  [1, 18_000],
])('the job of a paused delivery comes back with ±20 %% jitter: %f', (random, retryInMs) => {
  const claim = { verdict: 'paused', retryInMs: 15_000, latestInMs: null } as const
  expect(declined(claim, () => random)).toEqual({ retryInMs })
})

test('the job of a paused delivery comes back no later than the pause ends', () => {
  const claim = { verdict: 'paused', retryInMs: 15_000, latestInMs: 16_000 } as const
  expect(declined(claim, () => 1)).toEqual({ retryInMs: 16_000 })
  expect(declined(claim, () => 0)).toEqual({ retryInMs: 12_000 })
})
