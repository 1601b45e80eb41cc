import { expect, test } from 'vitest'
import { createRecent } from './recent.ts'

test('what was used longest ago is forgotten first, and being read counts as used', () => {
  const recent = createRecent<number>(2)
  recent.set('a', 1)
  recent.set('b', 2)
  expect(recent.get('a')).toBe(1)
  recent.set('c', 3)
  expect(['a', 'b', 'c'].map(recent.get)).toEqual([1, undefined, 3])
})

test('a value that is set anew takes no second place', () => {
  const recent = createRecent<number>(2)
  recent.set('a', 1)
  recent.set('b', 2)
  recent.set('a', 3)
  expect(['a', 'b'].map(recent.get)).toEqual([3, 2])
})
