import { match } from '@formatjs/intl-localematcher'
import type { Catalog } from './catalog.ts'
import * as languages from './gen/index.ts'
import { createReduceTag } from './reduce-tag.ts'

/** One catalog for each language. */
export const catalogs: readonly Catalog[] = Object.values<Catalog>(languages)

const tags = catalogs.map(({ language }) => language)
const fallback = languages.en.language
const reduceTag = createReduceTag(tags)

// Matching takes as long as composing a mail.
const found = new Map<string, Catalog>()
const foundMax = 1_000
const preferredMax = 10

/**
 * The catalog that best matches a person's first ten languages (BCP 47, in order of preference), or English if none matches.
 * Invalid tags are ignored.
 */
export function catalogFor(preferred: readonly string[]): Catalog {
  const first = preferred.slice(0, preferredMax)
  const key = first.join()
  const known = found.get(key)
  if (known) return known
  if (found.size === foundMax) found.clear()
  const catalog = find(first)
  found.set(key, catalog)
  return catalog
}

function find(preferred: string[]): Catalog {
  const best = match(
    preferred.flatMap(tag => reduceTag(tag) ?? []),
    tags,
    fallback,
  )
  const catalog = catalogs.find(({ language }) => language === best)
  if (!catalog) throw new Error(`no catalog in ${best}`)
  return catalog
}
