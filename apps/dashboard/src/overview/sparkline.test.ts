import { expect, test } from 'vitest'
import { barsOf } from './sparkline.tsx'

test('the greatest value has the full height, and the others their share', () => {
  expect(barsOf([2, 1])).toBe('M0 32v-32h3V32zM4 32v-16h3V32z')
})

test('a value that is not zero is seen', () => {
  expect(barsOf([1, 1_000_000])).toBe('M0 32v-1.5h3V32zM4 32v-32h3V32z')
})

test('what is zero or not known has no bar, and keeps its place', () => {
  expect(barsOf([0, null, 3])).toBe('M8 32v-32h3V32z')
  expect(barsOf([0, null])).toBe('')
  expect(barsOf([])).toBe('')
})
