import { expect, test } from 'vitest'
import { retryAfterMs } from './retry-after.ts'

const now = Date.UTC(1994, 10, 6, 8, 48, 37)

test('a delay is read from seconds and from each form of a date, and is at most 6 hours', () => {
  for (const [field, ms] of [
    ['0', 0],
    ['120', 120_000],
    ['99999999999', 21_600_000],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 60_000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 60_000],
    ['Sun Nov  6 08:49:37 1994', 60_000],
    ['Mon, 06 Nov 1995 08:49:37 GMT', 21_600_000],
  ] as const)
    expect(retryAfterMs(field, now), field).toBe(ms)
})

test('what is malformed or in the past requests no delay', () => {
  for (const field of [
    null,
    '',
    '-5',
    '1.5',
    '5 minutes',
    'soon 2030',
    '1995-11-06',
    'Sun, 99 Nov 2094 08:49:37 GMT',
    'Sun, 06 Nov 1994 08:47:37 GMT',
    'Sun Nov  6 08:47:37 1994',
  ])
    expect(retryAfterMs(field, now), String(field)).toBeNull()
})
