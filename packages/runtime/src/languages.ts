import { parseAccept } from 'hono/utils/accept'

/**
 * The languages of an `Accept-Language` header (RFC 9110 section 12.5.4), the preferred first. May include invalid
 * tags.
 */
export function acceptedLanguages(header: string | undefined): string[] {
  return parseAccept(header ?? '').map(({ type }) => type)
}

/** The canonical form of a language tag (BCP 47), or undefined if it is invalid. */
export function canonicalLanguage(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0]
  } catch {
    return undefined
  }
}
