const languageNames = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })
const regionNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

/**
 * Returns a function that reduces a language tag (BCP 47) to what a choice among `languages` depends on: a known language, its
 * script if that is not the usual one, and its region where several of `languages` are that language. It returns undefined
 * for an invalid tag, and for one that can match none. There are about two thousand results, however many tags there are:
 * the matcher remembers for ever what it has seen.
 */
export function createReduceTag(languages: readonly string[]): (tag: string) => string | undefined {
  const locales = languages.map(language => new Intl.Locale(language).maximize())
  const scripts = new Set(locales.map(({ script }) => script))

  return tag => {
    const locale = parse(tag)
    if (!locale || !isKnown(languageNames, locale.language)) return undefined
    const { language, script, region } = locale.maximize()
    if (!scripts.has(script)) return undefined
    const same = locales.filter(each => each.language === language)
    if (same.length > 1) {
      const known = region && isKnown(regionNames, region) ? [region] : []
      return same.some(each => each.script === script) ? [language, script, ...known].join('-') : undefined
    }
    if (script === new Intl.Locale(language).maximize().script) return language
    return same.length > 0 ? `${language}-${script}` : undefined
  }
}

function isKnown(names: Intl.DisplayNames, code: string): boolean {
  try {
    return names.of(code) !== undefined
  } catch {
    return false
  }
}

function parse(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag)
  } catch {
    return undefined
  }
}
