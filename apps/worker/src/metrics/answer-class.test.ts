import { expect, test } from 'vitest'
import { classOf } from './answer-class.ts'

test.each([
  [250, '2xx'],
  [204, '2xx'],
  [354, '3xx'],
  [429, '4xx'],
  [550, '5xx'],
  [100, 'none'],
  [null, 'none'],
  [undefined, 'none'],
] as const)('the class of %s is %s', (code, expected) => {
  expect(classOf(code)).toBe(expected)
})
