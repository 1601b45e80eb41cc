import { expect, test } from 'vitest'
import { afterStep, nothingRevoked, readRevocation } from './revocation.ts'

const before = '01939b1c-7b00-7abc-8def-0123456789ab'

test('the steps are added up, and what was locked is counted as it is in the end', () => {
  const isRetry = false
  const first = afterStep(nothingRevoked, { looked: 500, revoked: 400, busy: 3, before, isRetry }, 0)
  const second = afterStep(first, { looked: 20, revoked: 10, busy: 1, before: null, isRetry }, 3)
  expect(second).toEqual({ looked: 520, revoked: 410, busy: 4, before: null })
  expect(afterStep(second, { looked: 0, revoked: 3, busy: 1, before: null, isRetry: true }, 4)).toEqual({
    looked: 520,
    revoked: 413,
    busy: 1,
    before: null,
  })
})

test('a last batch without links forgets none of those that are locked still', () => {
  const full = { looked: 500, revoked: 499, busy: 1, before, isRetry: false }
  const empty = { looked: 0, revoked: 0, busy: 0, before: null, isRetry: false }
  const all = afterStep(afterStep(nothingRevoked, full, 0), empty, 1)
  expect(all).toEqual({ looked: 500, revoked: 499, busy: 1, before: null })
  expect(afterStep(all, { ...empty, busy: 1, isRetry: true }, 1)).toEqual(all)
})

test('it goes on where it stopped, and begins anew where that is not known', () => {
  const fields = { looked: '500', revoked: '400', busy: 'x', before }
  expect(readRevocation(new URLSearchParams(fields))).toEqual({ looked: 500, revoked: 400, busy: 0, before })
  for (const other of ['', 'x', '\0'])
    expect(readRevocation(new URLSearchParams({ ...fields, before: other }))).toEqual(nothingRevoked)
})
