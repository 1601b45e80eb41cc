import { expect, test } from 'vitest'
import { rfc3339Of } from './rfc3339.ts'

test.each([
  [0, '1970-01-01T00:00:00.000000Z'],
  [1_764_364_827_123, '2025-11-28T21:20:27.123000Z'],
  [1_764_364_827_123.456, '2025-11-28T21:20:27.123456Z'],
  [1_764_364_827_999.999, '2025-11-28T21:20:27.999999Z'],
])('the instant %d is %s', (instant, text) => {
  expect(rfc3339Of(instant)).toBe(text)
})
