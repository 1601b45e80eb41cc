import { expect, test } from 'vitest'
import { catalogFor, catalogs } from './languages.ts'

test('a language matches its catalog in any region', () => {
  for (const { language } of catalogs) expect(catalogFor([`${language}-CH`]).language).toBe(language)
})

test('of several languages the first one with a catalog is chosen', () => {
  expect(catalogFor(['tlh', 'fr-CA', 'de']).language).toBe('fr')
})

test('an unknown language, an invalid tag and an empty list fall back to English', () => {
  expect(catalogFor(['tlh']).language).toBe('en')
  expect(catalogFor(['*', '', 'not a tag', 'x'.repeat(500)]).language).toBe('en')
  expect(catalogFor([]).language).toBe('en')
})

test('every language has one catalog with a canonical tag', () => {
  const languages = catalogs.map(({ language }) => language)
  expect(languages).toEqual([...new Set(languages.flatMap(tag => Intl.getCanonicalLocales(tag)))])
})
