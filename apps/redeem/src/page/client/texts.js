/**
 * @typedef {import('../page-texts.ts').PageTexts} Texts
 */

/**
 * The data that the server wrote into the page. `textsPath` has a `*` in the place of the language.
 *
 * @type {{ texts: Texts, origins: string[], textsPath: string }}
 */
export const pageData = JSON.parse(document.getElementById('given')?.textContent ?? '{}')

/** The texts of the page in its current language. */
export let texts = pageData.texts

const timeoutMs = 5_000
const chosenKey = 'passlink language'

/** The language that the person chose on the page. */
let chosen = readChosen()

/**
 * Changes the language of the page, unless the person chose another, or its texts cannot be loaded.
 *
 * @param {string} language
 */
export async function setLanguage(language) {
  if (chosen && language !== chosen) return
  if (language === texts.language) return
  try {
    const path = pageData.textsPath.replace('*', language)
    const response = await fetch(path, { credentials: 'omit', signal: AbortSignal.timeout(timeoutMs) })
    if (!response.ok) return
    const loaded = await response.json()
    // Another may have been chosen meanwhile.
    if (chosen && language !== chosen) return
    texts = loaded
    document.documentElement.lang = texts.language
    document.documentElement.dir = texts.direction
  } catch {
    // The page stays in its current language.
  }
}

/**
 * Changes the language to the one that the person chose, also for the next loads of the page in this tab.
 *
 * @param {string} language
 */
export async function chooseLanguage(language) {
  chosen = language
  await setLanguage(language)
  if (chosen === language) chosen = texts.language
  try {
    sessionStorage.setItem(chosenKey, chosen)
  } catch {
    // Without storage the choice ends with the page.
  }
}

/** Changes the language to the one that was chosen before a reload. */
export const restoreLanguage = () => setLanguage(chosen || texts.language)

function readChosen() {
  try {
    return sessionStorage.getItem(chosenKey) ?? ''
  } catch {
    return ''
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

/**
 * A time as text, in the time zone of the device.
 *
 * @param {string} at RFC 3339
 */
export const formatMoment = at =>
  new Intl.DateTimeFormat(texts.language, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(at))
