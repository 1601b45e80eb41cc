import { expect, test } from 'vitest'
import { formatDuration } from './duration.ts'
import { catalogs } from './languages.ts'
import { formatMoment } from './moment.ts'

// Intl decides which spaces are narrow or non-breaking, and that changes with its version.
const plain = (text: string) => text.replace(/\s/g, ' ')

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

test('a duration is formatted in its largest exact unit', () => {
  expect(formatDuration(hour, 'en')).toBe('1 hour')
  expect(formatDuration(90 * minute, 'en')).toBe('90 minutes')
  expect(formatDuration(2 * day, 'en')).toBe('2 days')
  expect(formatDuration(1_500, 'en')).toBe('2 seconds')
})

test.each([
  ['en', ['1 hour', '2 minutes', '3 hours', '11 days']],
  ['de', ['1 Stunde', '2 Minuten', '3 Stunden', '11 Tage']],
  ['fr', ['1 heure', '2 minutes', '3 heures', '11 jours']],
  ['ar', ['ساعة', 'دقيقتان', '3 ساعات', '11 يومًا']],
])('a duration in %s has the plural form of its number', (language, expected) => {
  expect([hour, 2 * minute, 3 * hour, 11 * day].map(ms => plain(formatDuration(ms, language)))).toEqual(
    expected,
  )
})

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
