import { expect, test } from 'vitest'
import { readPause } from './read-pause.ts'

const read = (fields: Record<string, string>) => readPause(new URLSearchParams(fields))

test.each([
  ['', null],
  [' 2h ', { inMs: 7_200_000 }],
  ['2026-01-31T12:00:00.123456Z', { at: '2026-01-31T12:00:00.123456Z' }],
  ['2026-01-31T13:00:00+01:00', { at: '2026-01-31T12:00:00.000Z' }],
  // Postgres knows no offset of 16 hours or more.
  ['2026-01-31T13:00:00+23:00', { at: '2026-01-30T14:00:00.000Z' }],
])('until %j is %j', (until, end) => {
  expect(read({ reason: ' they move ', until })).toMatchObject({ pause: { reason: 'they move', end } })
})

test.each([
  'tomorrow',
  '900d',
  '0s',
  '2026-01-31',
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00+01:00',
  '9999-12-31T23:00:00-01:00',
  '+010000-01-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '\0',
])('until %j is a problem', until => {
  expect(read({ reason: 'x', until })).toMatchObject({
    problems: { until: expect.stringContaining('a duration from 1s to 366d') },
  })
})

test('a pause needs a reason, and each problem is told', () => {
  expect(read({ until: 'x' })).toMatchObject({
    texts: { reason: '', until: 'x' },
    problems: { reason: 'must be one line of 1 to 200 characters', until: expect.any(String) },
  })
})
