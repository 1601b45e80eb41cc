/**
 * @typedef {import('../page-texts.ts').PageTexts} Texts
 */

/** @type {{ texts: Texts, origins: string[] }} */
export const given = JSON.parse(document.getElementById('given')?.textContent ?? '{}')

/** The texts of the page, in the language that it is in. */
export let texts = given.texts

/** @param {string} language the page changes to it, if its texts can be loaded */
export async function speak(language) {
  if (language === texts.language) return
  try {
    const response = await fetch(`/page/texts/${language}.json`, { credentials: 'omit' })
    if (!response.ok) return
    texts = await response.json()
    document.documentElement.lang = texts.language
    document.documentElement.dir = texts.direction
  } catch {
    // The page stays in its present language.
  }
}

/**
 * A text with its values; none of them can turn the text around (UAX #9 section 2.4).
 *
 * @param {string} text
 * @param {Record<string, string | undefined>} values
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) =>
    (values[name] ?? '').replace(/[\u202a-\u202e\u2066-\u2069]/g, ''),
  )
}

/** @param {number} seconds */
export function inWords(seconds) {
  const [value, unit] = seconds < 120 ? [Math.max(1, seconds), 'second'] : [Math.ceil(seconds / 60), 'minute']
  return new Intl.NumberFormat(texts.language, { style: 'unit', unit, unitDisplay: 'long' }).format(value)
}
