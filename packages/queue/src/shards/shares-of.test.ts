import { expect, test } from 'vitest'
import { sharesOf } from './shares-of.ts'

test('shares are even and add up to the whole, and none is nothing', () => {
  expect(sharesOf(100, 3)).toEqual([34, 33, 33])
  expect(sharesOf(20, 20)).toEqual(Array(20).fill(1))
  expect(sharesOf(1, 3)).toEqual([1, 1, 1])
})
