import { expect, test } from 'vitest'
import { parseArguments } from './config.ts'

test('only --fresh deletes the data', () => {
  expect(parseArguments([])).toEqual({ fresh: false })
  expect(parseArguments(['--fresh'])).toEqual({ fresh: true })
})

test('an unknown argument is refused with its name', () => {
  expect(() => parseArguments(['--fresh', '--frehs'])).toThrow(/unknown argument --frehs/)
})
