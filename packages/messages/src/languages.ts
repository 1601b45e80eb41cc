import { match } from '@formatjs/intl-localematcher'
import type { Catalog } from './catalog.ts'
import * as languages from './languages/index.ts'

/** One catalog for each language. */
export const catalogs: readonly Catalog[] = Object.values<Catalog>(languages)

const fallback = languages.en.language

/**
 * The catalog that best matches a person's languages (BCP 47, in order of preference), or English if none matches.
 * Invalid tags are ignored.
 */
export function catalogFor(preferred: readonly string[]): Catalog {
  const valid = preferred.filter(isLanguageTag)
  const best = match(
    valid,
    catalogs.map(catalog => catalog.language),
    fallback,
  )
  const found = catalogs.find(({ language }) => language === best)
  if (!found) throw new Error(`no catalog in ${best}`)
  return found
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
