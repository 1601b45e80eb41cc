import { expect, test } from 'vitest'
import { deathMark, redriveAfter } from './death-mark.ts'

const marked = { progress: deathMark({ attemptsMade: 1 }, 7) }

test('a job without a mark is not a redrive', () => {
  expect(redriveAfter({ progress: 0, attemptsMade: 0 })).toBeUndefined()
  for (const progress of [{}, 'half', true, null as unknown as object])
    expect(redriveAfter({ progress, attemptsMade: 1 })).toBeUndefined()
})

test('a retry of a job that failed after it was marked is a redrive after the marked attempt', () => {
  expect(redriveAfter({ ...marked, attemptsMade: 2 })).toBe(7)
})

test('a job whose worker died between the mark and the failure is not a redrive', () => {
  expect(redriveAfter({ ...marked, attemptsMade: 1 })).toBeUndefined()
})

test('a mark without the number of earlier failures is valid', () => {
  expect(redriveAfter({ progress: { deadAfter: 3 }, attemptsMade: 4 })).toBe(3)
})
