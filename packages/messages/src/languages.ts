import { match } from '@formatjs/intl-localematcher'
import type { Catalog } from './catalog.ts'
import * as languages from './languages/index.ts'

/** One a language. */
export const catalogs: readonly Catalog[] = Object.values<Catalog>(languages)

const fallback = languages.en.language

/**
 * The catalog that fits a person's languages best (BCP 47, in order of preference), English where none does; unusable tags
 * are ignored.
 */
export function catalogFor(preferred: readonly string[]): Catalog {
  const usable = preferred.filter(isLanguageTag)
  const best = match(
    usable,
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
