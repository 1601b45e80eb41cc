import { expect, test } from 'vitest'
import { readArguments } from './arguments.ts'

test('without arguments a run is long, on both backends, with the drawn seed', () => {
  const given = readArguments([], 5)
  expect(given).toMatchObject({ backends: ['redis', 'postgres'], seed: 5, keep: false })
  expect(given.requests).toBeGreaterThanOrEqual(20_000)
  expect(given.faults).toBeGreaterThanOrEqual(200)
})

test('arguments set the length, the backend, the seed and the size of a run', () => {
  expect(readArguments(['--short'], 5).requests).toBeLessThan(20_000)
  const args = ['--backend', 'redis', '--seed', '7', '--requests', '10', '--faults', '2', '--keep']
  const expected = { backends: ['redis'], seed: 7, requests: 10, faults: 2, keep: true }
  expect(readArguments(args, 5)).toEqual(expected)
})

test.each([['--backend', 'files'], ['--seed', 'x'], ['--loud']])('%s %s is refused', (...args) => {
  expect(() => readArguments(args, 5)).toThrow()
})

test('every seed that a run can draw is accepted', () => {
  const seed = 2 ** 31 - 1
  expect(readArguments(['--seed', String(seed)], 5)).toMatchObject({ seed })
})
