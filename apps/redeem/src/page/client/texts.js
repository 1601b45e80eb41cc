/**
 * @typedef {import('../page-texts.ts').PageTexts} Texts
 */

/**
 * The data that the server wrote into the page.
 *
 * @type {{ texts: Texts, origins: string[] }}
 */
export const pageData = JSON.parse(document.getElementById('given')?.textContent ?? '{}')

/** The texts of the page in its current language. */
export let texts = pageData.texts

/**
 * Changes the language of the page, unless its texts cannot be loaded.
 *
 * @param {string} language
 */
export async function setLanguage(language) {
  if (language === texts.language) return
  try {
    const response = await fetch(`/page/texts/${language}.json`, { credentials: 'omit' })
    if (!response.ok) return
    texts = await response.json()
    document.documentElement.lang = texts.language
    document.documentElement.dir = texts.direction
  } catch {
    // The page stays in its current language.
  }
}

/**
 * Fills the placeholders of a text. No value can change the direction of the text (UAX #9 section 2.4).
 *
 * @param {string} text
 * @param {Record<string, string | undefined>} values
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) =>
    (values[name] ?? '').replace(/[\u202a-\u202e\u2066-\u2069]/g, ''),
  )
}

/**
 * A duration as text, in seconds or, from two minutes on, in minutes.
 *
 * @param {number} seconds
 */
export function formatSeconds(seconds) {
  const [value, unit] = seconds < 120 ? [Math.max(1, seconds), 'second'] : [Math.ceil(seconds / 60), 'minute']
  return new Intl.NumberFormat(texts.language, { style: 'unit', unit, unitDisplay: 'long' }).format(value)
}
