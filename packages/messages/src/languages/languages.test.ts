import { describe, expect, test } from 'vitest'
import type { Catalog } from '../catalog.ts'
import * as languages from './index.ts'

const catalogs = Object.values<Catalog>(languages)
const translations = catalogs.filter(({ language }) => language !== 'en')

const placeholders = /⟦\w+⟧/g

type Text = { text: string; found: string[]; parameters: number }

/** A placeholder for a value of a text, positional or by name; it appears in the text as `⟦…⟧`. */
function placeholder(position: number) {
  const named = ['organization', 'passkey', 'moment', 'duration'].map(name => [name, `⟦${name}⟧`])
  return Object.assign(new String(`⟦${position}⟧`), Object.fromEntries(named))
}

/** Every text by its path, filled with placeholders, and the placeholders that it contains. */
function read(node: unknown, path: string): [string, Text][] {
  if (typeof node === 'object' && node !== null)
    return Object.entries(node).flatMap(([key, child]) => read(child, path ? `${path}.${key}` : key))
  const text = typeof node === 'function' ? node(placeholder(0), placeholder(1)) : String(node)
  const found = [...new Set<string>(text.match(placeholders))].sort()
  return [[path, { text, found, parameters: typeof node === 'function' ? node.length : 0 }]]
}

function textsOf({ language, direction, ...texts }: Catalog): Map<string, Text> {
  return new Map(read(texts, ''))
}

const inLanguage = (language: string) => catalogs.find(found => found.language === language) as Catalog
const english = textsOf(languages.en)
const textsMatching = (catalog: Catalog, pattern: RegExp, without: RegExp = /(?!)/g) =>
  [...textsOf(catalog)]
    .map(([path, { text }]) => `${path}: ${text.replace(without, '')}`)
    .filter(line => pattern.test(line.slice(line.indexOf(': ') + 2)))

describe.each(catalogs)('in $language', catalog => {
  const texts = textsOf(catalog)

  test('every English text has a translation, and there is no other text', () => {
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort())
    for (const [path, { text }] of texts) expect(text, path).toMatch(/\S/)
  })

  test('every text uses all its values, and the same values as the English text', () => {
    for (const [path, { found, parameters }] of texts) {
      expect(found.length, path).toBeGreaterThanOrEqual(parameters)
      expect(found, path).toEqual(english.get(path)?.found)
    }
  })

  test('the direction is that of the script', () => {
    const { script } = new Intl.Locale(catalog.language).maximize()
    const rtl = ['Adlm', 'Arab', 'Hebr', 'Nkoo', 'Rohg', 'Syrc', 'Thaa'].includes(script ?? '')
    expect(catalog.direction).toBe(rtl ? 'rtl' : 'ltr')
  })

  test('no text has a superfluous space, three dots for an ellipsis, or an unbalanced bracket', () => {
    expect(textsMatching(catalog, /\s\s|^\s|\s$|\.\.\.|^[^(]*\)|\([^)]*$/)).toEqual([])
  })

  test('no text refers to the left or right side of the page', () => {
    const sides = /\bleft\b|\bright(?! now)\b|\brechts\b|\bgauche\b|\bdroite\b|يمين|يسار/
    expect(textsMatching(catalog, sides)).toEqual([])
  })
})

describe.each(translations)('in $language', catalog => {
  test('no text is untranslated', () => {
    const brands = ['iphone', 'ipad', 'mac', 'chromebook'].map(device => `redeem.devices.${device}`)
    const untranslated = [...textsOf(catalog)].filter(([path, { text }]) => text === english.get(path)?.text)
    expect(untranslated.map(([path]) => path).filter(path => !brands.includes(path))).toEqual([])
    expect(textsMatching(catalog, /\b(the|this|that|you|your|with)\b/i)).toEqual([])
  })
})

const rightToLeft = catalogs.filter(({ direction }) => direction === 'rtl')

test.each(rightToLeft)('in $language every value in a sentence is isolated', catalog => {
  const notIsolated = textsMatching(catalog, /(?<!\u2068)⟦|⟧(?!\u2069)/)
  // A passkey's name is stored and shown elsewhere, so it contains no isolates.
  expect(notIsolated.map(line => line.split(':')[0])).toEqual(['redeem.passkeyName'])
  const attack = 'Acme\u2069\u202e\u2066'
  expect(catalog.linkMail.greeting(attack)).toBe(catalog.linkMail.greeting('Acme'))
})

/** Language, rule, what a text must not match, and what is allowed and removed before the match. */
const typography: [string, string, RegExp, RegExp?][] = [
  ['en', 'curly quotes come in pairs', /[“”]/, /“[^“”]*”/g],
  ['de', 'quotes are „…“', /["'„“”«»‚‘]/, /„[^„“]*“/g],
  ['de', 'a space is before an ellipsis and before no other mark', /\s[;:!?,.]|(?<!\u00a0)…/],
  ['fr', 'quotes are « … », the apostrophe is ’', /["'“”„«»]/, /«\u202f[^«»]*\u202f»/g],
  ['fr', 'a narrow non-breaking space is before ; : ! ?', /(?<!\u202f)[;:!?]/],
  ['ar', 'quotes are «…»', /["'“”„«»]/, /«[^«»]*»/g],
  ['ar', 'marks are Arabic', /[,;?]/],
  ['ar', 'no word is stretched', /\u0640/],
]

test.each(typography)('in %s %s', (language, _, wrong, allowed) => {
  expect(textsMatching(inLanguage(language), wrong, allowed)).toEqual([])
})

/** The term in each language for the two English terms, and the words that must not be used for them. */
const terms: Record<string, { passkey: RegExp; securityKey: RegExp; never: RegExp }> = {
  de: {
    passkey: /Passkey/,
    securityKey: /Sicherheitsschlüssel/,
    never: /Zugangsschlüssel|Hauptschlüssel|Handy|einlog|(?<!E-)Mail\b|\bdu\b|\bdein/i,
  },
  fr: {
    passkey: /clés? d’accès/i,
    securityKey: /clé de sécurité/,
    never: /passkey|clé secrète|courriel|(?<!e-)mails?\b|\btu\b|\btoi\b/i,
  },
  ar: {
    passkey: /مفتاح (ال)?مرور|مفاتيح المرور/,
    securityKey: /مفتاح (ال)?أمان/,
    never: /passkey|مفتاح الدخول|الإيميل|موبايل|اللينك/i,
  },
}

test.each(Object.entries(terms))(
  'in %s each term is always translated by the same word',
  (language, { passkey, securityKey, never }) => {
    const catalog = inLanguage(language)
    const texts = textsOf(catalog)
    for (const [path, { text }] of english) {
      if (/passkey/i.test(text.replace(placeholders, '')))
        expect(texts.get(path)?.text, path).toMatch(passkey)
      if (/security key/i.test(text)) expect(texts.get(path)?.text, path).toMatch(securityKey)
    }
    expect(textsMatching(catalog, never, placeholders)).toEqual([])
  },
)
