import { parseAccept } from 'hono/utils/accept'

/** The languages of an `Accept-Language` header (RFC 9110 section 12.5.4), best first; unusable tags are among them. */
export function acceptedLanguages(header: string | undefined): string[] {
  return parseAccept(header ?? '').map(({ type }) => type)
}

/** A language tag in its canonical spelling (BCP 47), or undefined where the text is none. */
export function canonicalLanguage(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0]
  } catch {
    return undefined
  }
}
