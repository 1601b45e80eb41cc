import { expect, test } from 'vitest'
import { parseArguments } from './config.ts'

test('only --fresh deletes the data, and only --watch watches', () => {
  expect(parseArguments([])).toEqual({ fresh: false, watch: false })
  expect(parseArguments(['--fresh'])).toEqual({ fresh: true, watch: false })
  expect(parseArguments(['--watch'])).toEqual({ fresh: false, watch: true })
})

test('an unknown argument is refused with its name', () => {
  expect(() => parseArguments(['--fresh', '--frehs'])).toThrow(/unknown argument --frehs/)
})
