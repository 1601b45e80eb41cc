import { expect, test } from 'vitest'
import { format, formatSpread, median, percentile } from './numbers.ts'

test('a percentile is a value that occurred, by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect(percentile(hundred, 0.5)).toBe(50)
  expect(percentile(hundred, 0.99)).toBe(99)
  expect(percentile([7], 0.99)).toBe(7)
  expect(percentile([], 0.5)).toBeNaN()
})

test('the median of an even number of values lies between the two in the middle', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([10, 1, 2, 4])).toBe(3)
  expect(median([])).toBeNaN()
})

test.each([
  [1_234_567, '1,234,567'],
  [123.6, '124'],
  [12.34, '12.3'],
  [0.256, '0.26'],
  [2, '2'],
  [Number.NaN, '–'],
  [Number.POSITIVE_INFINITY, '–'],
])('%d is written %s', (value, text) => {
  expect(format(value)).toBe(text)
})

test('repetitions are written with their spread, a single value without', () => {
  expect(formatSpread([3, 1, 2])).toBe('2 (1 to 3)')
  expect(formatSpread([4])).toBe('4')
})
