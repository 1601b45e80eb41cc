import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createClock } from './clock.ts'

test('events happen in the order of their times, and those of one time in the order in which they were put there', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), times => {
      const clock = createClock()
      const seen: { ms: number; order: number }[] = []
      for (const [order, ms] of times.entries()) clock.at(ms, () => seen.push({ ms: clock.now(), order }))
      clock.run()
      const expected = times
        .map((ms, order) => ({ ms, order }))
        .sort((one, other) => one.ms - other.ms || one.order - other.order)
      expect(seen).toEqual(expected)
    }),
  )
})

test('what comes after the end of a run happens in the next one', () => {
  const clock = createClock()
  const seen: number[] = []
  clock.at(5, () => seen.push(5))
  clock.at(15, () => seen.push(15))
  clock.run(10)
  expect([seen, clock.now()]).toEqual([[5], 10])
  clock.run()
  expect(seen).toEqual([5, 15])
})

test('nothing happens in the past', () => {
  const clock = createClock()
  clock.run(10)
  expect(() => clock.at(9, () => {})).toThrow()
})
