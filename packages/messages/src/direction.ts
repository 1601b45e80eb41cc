export type Direction = 'ltr' | 'rtl'

const rightToLeft = ['Adlm', 'Arab', 'Hebr', 'Nkoo', 'Rohg', 'Syrc', 'Thaa']

/** The direction in which a language (BCP 47) is written. */
export function directionOf(language: string): Direction {
  const { script = '' } = new Intl.Locale(language).maximize()
  return rightToLeft.includes(script) ? 'rtl' : 'ltr'
}
