import { expect, test } from 'vitest'
import { nextJobsAtOnce } from './jobs-at-once.ts'

test('a worker that loses the locks of more than a twentieth of its jobs takes half as many at once', () => {
  expect(nextJobsAtOnce(100, 100, { kept: 94, lost: 6 })).toBe(50)
  expect(nextJobsAtOnce(25, 100, { kept: 0, lost: 1 })).toBe(12)
})

test('it takes at least two, or one if it may take no more', () => {
  expect(nextJobsAtOnce(2, 100, { kept: 0, lost: 5 })).toBe(2)
  expect(nextJobsAtOnce(1, 1, { kept: 0, lost: 5 })).toBe(1)
})

test('one that loses fewer stays as it is, for a lock may be lost by chance', () => {
  expect(nextJobsAtOnce(50, 100, { kept: 95, lost: 5 })).toBe(50)
})

test('one that has ended no job stays as it is', () => {
  expect(nextJobsAtOnce(50, 100, { kept: 0, lost: 0 })).toBe(50)
})

test('while it loses none it takes a twentieth more of what it may take, and never more than that', () => {
  expect(nextJobsAtOnce(50, 100, { kept: 300, lost: 0 })).toBe(55)
  expect(nextJobsAtOnce(97, 100, { kept: 1, lost: 0 })).toBe(100)
  expect(nextJobsAtOnce(1, 5, { kept: 3, lost: 0 })).toBe(2)
})
