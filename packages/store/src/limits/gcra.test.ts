import { expect, test } from 'vitest'
import { type Limit, takeOneOf } from './gcra.ts'

const hourMs = 3_600_000
const now = 1_000 * hourMs

/** How many of the requests at these moments are granted, one after the other. */
function grants(limit: Limit, moments: number[]) {
  let spentUntil: number | undefined
  return moments.filter(moment => {
    const taken = takeOneOf(limit, spentUntil, moment)
    if (taken.isGranted) spentUntil = taken.spentUntil
    return taken.isGranted
  }).length
}

test.each([1, 3, 7, 5_000])('a limit of %i grants that many requests at once, and not one more', max => {
  expect(grants({ max, windowMs: 24 * hourMs }, Array(max + 5).fill(now))).toBe(max)
})

test('a limit is replenished one at a time, and never beyond its maximum', () => {
  const limit = { max: 3, windowMs: 3 * hourMs }
  const atOnce = Array(5).fill(now)
  expect(grants(limit, [...atOnce, now + 0.9 * hourMs])).toBe(3)
  expect(grants(limit, [...atOnce, now + hourMs, now + hourMs])).toBe(4)
  expect(grants(limit, [...atOnce, ...Array(5).fill(now + 1_000 * hourMs)])).toBe(6)
})

test.each([
  { max: 1, windowMs: 7_001 },
  { max: 3, windowMs: 10_000 },
  { max: 7, windowMs: 1_000 },
])('the next request is granted after `retryAfterMs`, and refused a millisecond earlier: %j', limit => {
  let spentUntil = 0
  for (let count = 0; count < limit.max; count += 1) {
    const taken = takeOneOf(limit, spentUntil, now)
    if (taken.isGranted) spentUntil = taken.spentUntil
  }
  const refused = takeOneOf(limit, spentUntil, now)
  if (refused.isGranted) throw new Error('granted too many')
  expect(takeOneOf(limit, spentUntil, now + refused.retryAfterMs).isGranted).toBe(true)
  expect(takeOneOf(limit, spentUntil, now + refused.retryAfterMs - 1).isGranted).toBe(false)
})

test('over many windows a limit grants its maximum in each, and at most one maximum more', () => {
  const limit = { max: 5, windowMs: 1_000 }
  const moments = Array.from({ length: 10_000 }, (_, index) => now + index)
  const granted = grants(limit, moments)
  expect(granted).toBeGreaterThanOrEqual(50)
  expect(granted).toBeLessThanOrEqual(55)
})
