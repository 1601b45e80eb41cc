/** A rule, what breaks it, and what is allowed, which is removed before the search. `⟦⟧` stands for a value. */
type Rule = { rule: string; wrong: RegExp; allowed?: RegExp }

const everywhere: Rule[] = [
  { rule: 'there are no superfluous spaces', wrong: /[ \t]{2}|^[ \t]|[ \t]$/ },
  { rule: 'an ellipsis is one character', wrong: /\.\.\./ },
  { rule: 'brackets come in pairs', wrong: /[()（）]/, allowed: /\([^()]*\)|（[^（）]*）/g },
  { rule: 'the apostrophe is ’', wrong: /'/ },
  { rule: 'code alone writes marks of direction', wrong: /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/ },
]

const quotes = (pair: string, allowed: RegExp): Rule => ({
  rule: `quotation marks are ${pair}`,
  wrong: /["“”„‟«»‹›「」『』]/,
  allowed,
})

const [curly, low, lowHigh, angled] = [
  quotes('“…”', /“[^“”]*”/g),
  quotes('„…“', /„[^„“]*“/g),
  quotes('„…”', /„[^„”]*”/g),
  quotes('«…»', /«[^\s«»][^«»]*»/g),
]
const spaced = quotes('« … »', /«[\u00a0\u202f][^«»]*[\u00a0\u202f]»/g)
const doubled = quotes('”…”', /”[^”]*”/g)

/** Which quotation marks each language uses. */
const quotesOf: Record<string, Rule> = {
  ar: angled,
  bg: low,
  cs: low,
  da: doubled,
  de: low,
  el: angled,
  en: { ...curly, allowed: /“[^“”]*”|"Bearer"/g },
  es: angled,
  fa: angled,
  fi: doubled,
  fr: spaced,
  he: { ...curly, allowed: /“[^“”]*”|"[^"]*"|”[^”]*”/g },
  hi: curly,
  hu: lowHigh,
  id: curly,
  it: angled,
  ja: quotes('「…」', /「[^「」]*」/g),
  ko: curly,
  mk: low,
  nb: angled,
  nl: curly,
  pl: lowHigh,
  'pt-BR': curly,
  'pt-PT': angled,
  ro: lowHigh,
  ru: angled,
  sv: doubled,
  th: curly,
  tr: curly,
  uk: angled,
  vi: curly,
  'zh-Hans': curly,
  'zh-Hant': quotes('「…」', /「[^「」]*」/g),
}

const more: Record<string, Rule[]> = {
  ar: [
    { rule: 'marks are Arabic', wrong: /[,;?]/ },
    { rule: 'no word is stretched', wrong: /\u0640/ },
  ],
  de: [{ rule: 'no space is before a mark', wrong: /\s[;:!?,.]/ }],
  fa: [{ rule: 'marks are Persian', wrong: /[,;?]/ }],
  fr: [{ rule: 'a space that does not break is before ; : ! ?', wrong: /(?<![\u00a0\u202f])[;:!?]/ }],
  ja: [{ rule: 'marks are Japanese', wrong: /[,;?!]|[\u3041-\u9fff]\./ }],
  'zh-Hans': [{ rule: 'marks are Chinese', wrong: /[\u4e00-\u9fff][,;:?!.]/ }],
  'zh-Hant': [{ rule: 'marks are Chinese', wrong: /[\u4e00-\u9fff][,;:?!.]/ }],
}

/** The rules of a language's typography. */
export function typographyOf(language: string): Rule[] {
  const marks = quotesOf[language]
  return [...everywhere, ...(marks ? [marks] : []), ...(more[language] ?? [])]
}
