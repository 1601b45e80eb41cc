import { expect, test } from 'vitest'
import { catalogFor, catalogs, formatDuration } from './index.ts'

test('a person reads their language, whatever its region', () => {
  for (const { language } of catalogs) expect(catalogFor([`${language}-CH`]).language).toBe(language)
})

test('a language we do not have, a tag that is none, and no language at all fall back to English', () => {
  expect(catalogFor(['tlh']).language).toBe('en')
  expect(catalogFor(['*', '', 'not a tag', 'x'.repeat(500)]).language).toBe('en')
  expect(catalogFor([]).language).toBe('en')
})

test('a duration is said in its largest exact unit', () => {
  expect(formatDuration(3_600_000, 'en')).toBe('1 hour')
  expect(formatDuration(5_400_000, 'en')).toBe('90 minutes')
  expect(formatDuration(2 * 86_400_000, 'en')).toBe('2 days')
  expect(formatDuration(1_500, 'en')).toBe('2 seconds')
})

test('no text of any language is empty', () => {
  for (const catalog of catalogs) {
    const texts = [catalog.linkMail, catalog.errors, ...Object.values(catalog.redeemPage)].flatMap(part =>
      Object.values(part),
    )
    for (const text of texts) expect(typeof text === 'function' ? text('x') : text).toMatch(/\S/)
  }
})
