import { expect, test } from 'vitest'
import { createSteadyClock } from './steady-clock.ts'

const hourMs = 3_600_000

function start() {
  const at = { wall: 1_000_000, elapsed: 0 }
  const now = createSteadyClock(
    () => at.wall,
    () => at.elapsed,
  )
  return {
    now,
    pass(ms: number) {
      at.wall += ms
      at.elapsed += ms
    },
    jump(ms: number) {
      at.wall += ms
    },
  }
}

test('the clock follows the time, and small corrections of it', () => {
  const { now, pass, jump } = start()
  pass(5_000)
  expect(now()).toBe(1_005_000)
  for (let corrections = 0; corrections < 10; corrections += 1) {
    jump(-900)
    expect(now()).toBe(1_005_000 - 900 * (corrections + 1))
  }
})

test.each([hourMs, -hourMs])('a jump of %i ms that is taken back has no effect', jumpedMs => {
  const { now, pass, jump } = start()
  jump(jumpedMs)
  expect(now()).toBe(1_000_000)
  pass(59_000)
  expect(now()).toBe(1_059_000)
  jump(-jumpedMs)
  pass(120_000)
  expect(now()).toBe(1_179_000)
})

test('a jump that lasts for a minute is believed', () => {
  const { now, pass, jump } = start()
  jump(hourMs)
  now()
  pass(60_000)
  expect(now()).toBe(1_060_000 + hourMs)
})
