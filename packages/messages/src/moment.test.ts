import { expect, test } from 'vitest'
import { catalogs } from './languages.ts'
import { formatMoment } from './moment.ts'

// Intl decides which spaces are narrow or non-breaking, and that changes with its version.
const plain = (text: string) => text.replace(/\s/g, ' ')

test.each([
  ['en', 'November 3, 2026 at 4:05 PM UTC'],
  ['de', '3. November 2026 um 16:05 UTC'],
  ['fr', '3 novembre 2026 à 16:05 UTC'],
  ['ar', '3 نوفمبر 2026 في 4:05 م UTC'],
])('a time in %s is formatted to the minute, with its time zone', (language, expected) => {
  expect(plain(formatMoment('2026-11-03T16:05:59.999Z', language))).toBe(expected)
  expect(plain(formatMoment('2026-11-03T18:05:00+02:00', language))).toBe(expected)
})

test('a time in every language contains its time zone', () => {
  for (const { language } of catalogs) expect(formatMoment('2026-11-03T16:05:00Z', language)).toContain('UTC')
})

test('an invalid time is refused', () => {
  expect(() => formatMoment('yesterday', 'en')).toThrow(RangeError)
})

test.each([
  ['en', 'Europe/Berlin', 'November 3, 2026 at 5:05 PM GMT+1 (4:05 PM UTC)'],
  ['de', 'Europe/Berlin', '3. November 2026 um 17:05 MEZ (16:05 UTC)'],
  ['en', 'Asia/Tokyo', 'November 4, 2026 at 1:05 AM GMT+9 (Nov 3, 4:05 PM UTC)'],
  ['en', 'Etc/UTC', 'November 3, 2026 at 4:05 PM UTC'],
  ['en', 'Nowhere/Land', 'November 3, 2026 at 4:05 PM UTC'],
])('a time in %s for a reader in %s is local, with UTC beside it', (language, timeZone, expected) => {
  expect(plain(formatMoment('2026-11-03T16:05:00Z', language, timeZone))).toBe(expected)
})
