import { describe, expect, test } from 'vitest'
import type { Catalog } from '../catalog.ts'
import * as languages from './index.ts'

const catalogs = Object.values<Catalog>(languages)
const translations = catalogs.filter(({ language }) => language !== 'en')

const values = /⟦\w+⟧/g

type Text = { said: string; slots: string[]; parameters: number }

/** Stands for any value that a text is given, alone or by name; where it stands, `⟦…⟧` does. */
function value(position: number) {
  const named = ['organization', 'passkey', 'moment', 'duration'].map(name => [name, `⟦${name}⟧`])
  return Object.assign(new String(`⟦${position}⟧`), Object.fromEntries(named))
}

/** Every text by its path, as it is said with values, and which of them stand in it. */
function read(node: unknown, path: string): [string, Text][] {
  if (typeof node === 'object' && node !== null)
    return Object.entries(node).flatMap(([key, child]) => read(child, path ? `${path}.${key}` : key))
  const said = typeof node === 'function' ? node(value(0), value(1)) : String(node)
  const slots = [...new Set<string>(said.match(values))].sort()
  return [[path, { said, slots, parameters: typeof node === 'function' ? node.length : 0 }]]
}

function textsOf({ language, direction, ...texts }: Catalog): Map<string, Text> {
  return new Map(read(texts, ''))
}

const inLanguage = (language: string) => catalogs.find(found => found.language === language) as Catalog
const english = textsOf(languages.en)
const saying = (catalog: Catalog, pattern: RegExp, without: RegExp = /(?!)/g) =>
  [...textsOf(catalog)]
    .map(([path, { said }]) => `${path}: ${said.replace(without, '')}`)
    .filter(text => pattern.test(text.slice(text.indexOf(': ') + 2)))

describe.each(catalogs)('in $language', catalog => {
  const texts = textsOf(catalog)

  test('all is said that is said in English', () => {
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort())
    for (const [path, { said }] of texts) expect(said, path).toMatch(/\S/)
  })

  test('every value that a text is given stands in it, and those of the English text do', () => {
    for (const [path, { slots, parameters }] of texts) {
      expect(slots.length, path).toBeGreaterThanOrEqual(parameters)
      expect(slots, path).toEqual(english.get(path)?.slots)
    }
  })

  test('the direction is that of its script', () => {
    const { script } = new Intl.Locale(catalog.language).maximize()
    const rtl = ['Adlm', 'Arab', 'Hebr', 'Nkoo', 'Rohg', 'Syrc', 'Thaa'].includes(script ?? '')
    expect(catalog.direction).toBe(rtl ? 'rtl' : 'ltr')
  })

  test('no text has a space too many, three dots for an ellipsis, or an unbalanced bracket', () => {
    expect(saying(catalog, /\s\s|^\s|\s$|\.\.\.|^[^(]*\)|\([^)]*$/)).toEqual([])
  })

  test('no text sends people to one side of the page', () => {
    const sides = /\bleft\b|\bright(?! now)\b|\brechts\b|\bgauche\b|\bdroite\b|يمين|يسار/
    expect(saying(catalog, sides)).toEqual([])
  })
})

describe.each(translations)('in $language', catalog => {
  test('no text is left in English', () => {
    const brands = ['iphone', 'ipad', 'mac', 'chromebook'].map(device => `redeem.devices.${device}`)
    const left = [...textsOf(catalog)].filter(([path, { said }]) => said === english.get(path)?.said)
    expect(left.map(([path]) => path).filter(path => !brands.includes(path))).toEqual([])
    expect(saying(catalog, /\b(the|this|that|you|your|with)\b/i)).toEqual([])
  })
})

const rightToLeft = catalogs.filter(({ direction }) => direction === 'rtl')

test.each(rightToLeft)(
  'in $language every value that stands in a sentence keeps its own direction',
  catalog => {
    const open = saying(catalog, /(?<!\u2068)⟦|⟧(?!\u2069)/)
    // A name is kept, and shown elsewhere: it holds no marks.
    expect(open.map(text => text.split(':')[0])).toEqual(['redeem.passkeyName'])
    const attack = 'Acme\u2069\u202e\u2066'
    expect(catalog.linkMail.greeting(attack)).toBe(catalog.linkMail.greeting('Acme'))
  },
)

/** What must not stand in a text of the language, after what may is taken out. */
const typography: [string, string, RegExp, RegExp?][] = [
  ['en', 'curly quotes come in pairs', /[“”]/, /“[^“”]*”/g],
  ['de', 'quotes are „…“', /["'„“”«»‚‘]/, /„[^„“]*“/g],
  ['de', 'an ellipsis stands apart, other marks do not', /\s[;:!?,.]|(?<!\u00a0)…/],
  ['fr', 'quotes are « … », the apostrophe is ’', /["'“”„«»]/, /«\u202f[^«»]*\u202f»/g],
  ['fr', 'a narrow space that does not break is before ; : ! ?', /(?<!\u202f)[;:!?]/],
  ['ar', 'quotes are «…»', /["'“”„«»]/, /«[^«»]*»/g],
  ['ar', 'marks are Arabic', /[,;?]/],
  ['ar', 'no word is stretched', /\u0640/],
]

test.each(typography)('in %s %s', (language, _, wrong, fine) => {
  expect(saying(inLanguage(language), wrong, fine)).toEqual([])
})

/** The word of each language where English has the first; and words that it never uses for one of them. */
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
  'in %s a thing has one word',
  (language, { passkey, securityKey, never }) => {
    const catalog = inLanguage(language)
    const texts = textsOf(catalog)
    for (const [path, { said }] of english) {
      if (/passkey/i.test(said.replace(values, ''))) expect(texts.get(path)?.said, path).toMatch(passkey)
      if (/security key/i.test(said)) expect(texts.get(path)?.said, path).toMatch(securityKey)
    }
    expect(saying(catalog, never, values)).toEqual([])
  },
)
