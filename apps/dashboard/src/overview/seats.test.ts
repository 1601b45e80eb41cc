import { expect, test } from 'vitest'
import { createSeats } from './seats.ts'

test('nobody has more than their share, and all together no more than there are', () => {
  const seats = createSeats({ max: 3, maxEach: 2 })
  const leave = seats.take('ada')
  expect([seats.take('ada'), seats.take('ada')]).toEqual([expect.any(Function), 'full_for_them'])
  expect([seats.take('grace'), seats.take('grace')]).toEqual([expect.any(Function), 'full'])
  if (typeof leave !== 'string') {
    leave()
    leave()
  }
  expect([seats.take('grace'), seats.take('grace')]).toEqual([expect.any(Function), 'full_for_them'])
  expect(seats.take('ada')).toBe('full')
})
