import { expect, test } from 'vitest'
import { deathMark, redriveAfter } from './death-mark.ts'

const marked = { progress: deathMark({ attemptsMade: 1 }, 7) }

test('a job that was never marked is no redrive', () => {
  expect(redriveAfter({ progress: 0, attemptsMade: 0 })).toBeUndefined()
  for (const progress of [{}, 'half', true, null as unknown as object])
    expect(redriveAfter({ progress, attemptsMade: 1 })).toBeUndefined()
})

test('a job that failed after it was marked is a redrive of what died after that attempt', () => {
  expect(redriveAfter({ ...marked, attemptsMade: 2 })).toBe(7)
})

test('a job whose worker died between the mark and the failure is no redrive', () => {
  expect(redriveAfter({ ...marked, attemptsMade: 1 })).toBeUndefined()
})

test('a mark that does not say how often the job had failed counts', () => {
  expect(redriveAfter({ progress: { deadAfter: 3 }, attemptsMade: 4 })).toBe(3)
})
