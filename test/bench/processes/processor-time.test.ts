import { expect, test } from 'vitest'
import { parseStat, sumTree } from './processor-time.ts'

test('processor time is read past a name with spaces and parentheses in it', () => {
  const line = '42 (node (a) b) S 7 42 42 0 -1 4194304 900 0 0 0 120 30 5 1 20 0 11 0 100 0 0'
  expect(parseStat(line)).toEqual({ pid: 42, parent: 7, ms: 1_560 })
})

test('a process is charged for its descendants, and not for others', () => {
  const all = [
    { pid: 1, parent: 0, ms: 1_000 },
    { pid: 2, parent: 1, ms: 10 },
    { pid: 3, parent: 2, ms: 5 },
    { pid: 4, parent: 1, ms: 100 },
  ]
  expect(sumTree(all, 2)).toBe(15)
  expect(sumTree(all, 9)).toBe(0)
})
