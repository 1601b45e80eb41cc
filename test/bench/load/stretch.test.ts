import { expect, test } from 'vitest'
import { startStretch } from './stretch.ts'

test('a stretch begins when each lane has had an answer, and counts those that come after', () => {
  const stretch = startStretch(2, 60_000)
  stretch.note(performance.now(), true, true)
  stretch.note(performance.now(), true, false)
  expect(stretch.isOver()).toBe(false)
  stretch.note(performance.now(), true, true)
  stretch.note(performance.now() - 5_000, false, false)
  const calls = stretch.result()
  expect(calls).toMatchObject({ answered: 1, failed: 1, made: 4 })
  expect(calls.p50).toBeGreaterThanOrEqual(5_000)
})
