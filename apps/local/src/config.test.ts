import { expect, test } from 'vitest'
import { parseArguments } from './config.ts'

test('data stays unless --fresh is given', () => {
  expect(parseArguments([])).toEqual({ fresh: false })
  expect(parseArguments(['--fresh'])).toEqual({ fresh: true })
})

test('an unknown argument is refused by name', () => {
  expect(() => parseArguments(['--fresh', '--frehs'])).toThrow(/unknown argument --frehs/)
})
