import { expect, test } from 'vitest'
import { countOf, durationOf, latestAndGreatest } from './amounts.ts'

test.each([
  [null, '–'],
  [-5, '0 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [9_949, '9.9 s'],
  [9_951, '10 s'],
  [59_499, '59 s'],
  [59_500, '1 min'],
  [200_000, '3 min 20 s'],
  [3_599_600, '1 h'],
  [7_500_000, '2 h 5 min'],
  [86_400_000, '1 d'],
  [273_600_000, '3 d 4 h'],
])('%s ms are %s', (ms, text) => {
  expect(durationOf(ms)).toBe(text)
})

test.each([
  [[3, 0, 1], 4, { latest: '1', greatest: '3' }],
  [[0, 0, 0], 0, { latest: '0', greatest: '0' }],
  [[null, 2, 1], 3, { latest: '1', greatest: '2+' }],
  [[null, 2, 1], 12, { latest: '1', greatest: '9+' }],
  [[null, null, null], 10_000, { latest: '10,000+', greatest: '10,000+' }],
])('of the counts %j, of %i in all, what is not known is at least what is left', (counts, total, texts) => {
  expect(latestAndGreatest(counts, total)).toEqual(texts)
})

test('a count that is a bound says so', () => {
  expect([countOf(0), countOf(1_234), countOf(10_000, true)]).toEqual(['0', '1,234', '10,000+'])
})
