import { expect, test } from 'vitest'
import { catalogFor, catalogs } from './languages.ts'

test('a person reads their language, whatever its region', () => {
  for (const { language } of catalogs) expect(catalogFor([`${language}-CH`]).language).toBe(language)
})

test('of several languages the first that we have is read', () => {
  expect(catalogFor(['tlh', 'fr-CA', 'de']).language).toBe('fr')
})

test('a language we do not have, a tag that is none, and no language at all fall back to English', () => {
  expect(catalogFor(['tlh']).language).toBe('en')
  expect(catalogFor(['*', '', 'not a tag', 'x'.repeat(500)]).language).toBe('en')
  expect(catalogFor([]).language).toBe('en')
})

test('every language is there once', () => {
  const languages = catalogs.map(({ language }) => language)
  expect(languages).toEqual([...new Set(languages.flatMap(tag => Intl.getCanonicalLocales(tag)))])
})
