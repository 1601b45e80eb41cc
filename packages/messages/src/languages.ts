import { match } from '@formatjs/intl-localematcher'
import type { Catalog } from './catalog.ts'
import { en } from './en.ts'

/** One a language; the first is used where none fits. */
export const catalogs: readonly Catalog[] = [en]

/** The catalog that fits a person's languages best (BCP 47, in order of preference); unusable tags are passed over. */
export function catalogFor(languages: readonly string[]): Catalog {
  const usable = languages.filter(isLanguageTag)
  const best = match(
    usable,
    catalogs.map(catalog => catalog.language),
    en.language,
  )
  return catalogs.find(catalog => catalog.language === best) ?? en
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
