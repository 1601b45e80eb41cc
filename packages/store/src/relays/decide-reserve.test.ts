import { expect, test } from 'vitest'
import { decideReserve } from './decide-reserve.ts'

const now = 1_000_000

test('slots are one interval apart, and unused slots in the past are lost', () => {
  expect(decideReserve(null, [100, 100], now)).toEqual({ inMs: [0, 100], nextSendAt: now + 200 })
  expect(decideReserve(now + 50, [100], now)).toEqual({ inMs: [50], nextSendAt: now + 150 })
  expect(decideReserve(now - 5_000, [100], now)).toEqual({ inMs: [0], nextSendAt: now + 100 })
})
