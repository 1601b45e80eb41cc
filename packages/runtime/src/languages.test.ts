import { expect, test } from 'vitest'
import { acceptedLanguages, canonicalLanguage } from './languages.ts'

test('accepted languages are ordered by their weight', () => {
  expect(acceptedLanguages('de;q=0.5, fr-CA, *;q=0.1')).toEqual(['fr-CA', 'de', '*'])
  expect(acceptedLanguages(undefined)).toEqual([])
})

test.each([
  ['DE-ch', 'de-CH'],
  ['zh-hant', 'zh-Hant'],
  ['tlh', 'tlh'],
])('the canonical form of %s is %s', (tag, canonical) => {
  expect(canonicalLanguage(tag)).toBe(canonical)
})

test.each(['', '*', 'not a tag', 'de_DE', 'x'.repeat(100)])('%j is not a language tag', text => {
  expect(canonicalLanguage(text)).toBeUndefined()
})
