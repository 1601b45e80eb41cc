import { expect, test } from 'vitest'
import { caughtUpAt, lsnOf } from './caught-up.ts'

const positions = [
  { at: 1_000, lsn: 10n },
  { at: 2_000, lsn: 20n },
  { at: 3_000, lsn: 30n },
]

test('a replica has all until the last time at which the primary was no further', () => {
  expect(caughtUpAt(positions, 20n)).toBe(2_000)
  expect(caughtUpAt(positions, 29n)).toBe(2_000)
  expect(caughtUpAt(positions, 31n)).toBe(3_000)
})

test('while nothing is written a replica does not fall behind', () => {
  const idle = [...positions, { at: 60_000, lsn: 30n }]
  expect(caughtUpAt(idle, 30n)).toBe(60_000)
})

test('how far a replica is behind is not known where it is behind all positions', () => {
  expect(caughtUpAt(positions, 9n)).toBeUndefined()
  expect(caughtUpAt([], 9n)).toBeUndefined()
})

test.each([
  ['0/0', 0n],
  ['0/1A', 26n],
  ['1/0', 4_294_967_296n],
  ['16/B374D848', 97_500_059_720n],
])('the LSN %s is %i', (text, lsn) => {
  expect(lsnOf(text)).toBe(lsn)
})
