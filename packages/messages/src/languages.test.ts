import { expect, test } from 'vitest'
import { catalogFor, catalogs } from './languages.ts'
import { createReduceTag } from './reduce-tag.ts'

test('a language matches its catalog in any region', () => {
  for (const { language } of catalogs)
    if (!new Intl.Locale(language).region) expect(catalogFor([`${language}-CH`]).language).toBe(language)
})

test.each([
  ['zh', 'zh-Hans'],
  ['zh-SG', 'zh-Hans'],
  ['zh-TW', 'zh-Hant'],
  ['zh-HK', 'zh-Hant'],
  ['zh-Hant-HK', 'zh-Hant'],
  ['pt', 'pt-BR'],
  ['pt-AO', 'pt-PT'],
  ['no', 'nb'],
  ['nn', 'nb'],
  ['iw', 'he'],
  ['in', 'id'],
  ['es-419', 'es'],
  ['en-GB', 'en'],
  ['gsw', 'de'],
  ['ca', 'es'],
  ['DE_at', 'en'],
  ['DE-at', 'de'],
  ['de-u-co-phonebk', 'de'],
  ['az', 'ru'],
  ['az-Arab', 'en'],
])('who reads %s gets %s', (tag, language) => {
  expect(catalogFor([tag]).language).toBe(language)
  expect(catalogFor([tag, 'qaa']).language).toBe(language)
})

test('of several languages the first one with a catalog is chosen', () => {
  expect(catalogFor(['tlh', 'fr-CA', 'de']).language).toBe('fr')
})

test('of very many languages only the first ten count', () => {
  expect(catalogFor([...Array(9).fill('tlh'), 'fr']).language).toBe('fr')
  expect(catalogFor([...Array(10).fill('tlh'), 'fr']).language).toBe('en')
})

test('an unknown language, an invalid tag and an empty list fall back to English', () => {
  expect(catalogFor(['tlh']).language).toBe('en')
  expect(catalogFor(['*', '', 'not a tag', 'x'.repeat(500)]).language).toBe('en')
  expect(catalogFor([]).language).toBe('en')
})

test('however many tags are sent, there are few that the matcher has to remember', () => {
  const reduce = createReduceTag(catalogs.map(({ language }) => language))
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  const pairs = letters.flatMap(one => letters.map(two => one + two))
  const triples = pairs.flatMap(pair => letters.map(letter => pair + letter))
  const scripts = ['Latn', 'Arab', 'Cyrl', 'Hans', 'Hant', 'Hebr', 'Thai', 'Qaaa']
  const tags = [
    ...triples,
    ...pairs.flatMap(language => scripts.map(script => `${language}-${script}`)),
    ...['zh', 'pt', 'ca'].flatMap(language =>
      scripts.flatMap(script => pairs.map(pair => `${language}-${script}-${pair}`)),
    ),
  ]
  expect(tags.length).toBeGreaterThan(30_000)
  expect(new Set(tags.map(reduce)).size).toBeLessThan(2_000)
})

test('every language has one catalog with a canonical tag', () => {
  const languages = catalogs.map(({ language }) => language)
  expect(languages).toEqual([...new Set(languages.flatMap(tag => Intl.getCanonicalLocales(tag)))])
})
