/** A colour of sRGB as `#rrggbb`. */
export type Color = string

/** What an accent colour stands on: the sheet of mails and the page, in light and in dark. */
export const sheets = { light: '#ffffff', dark: '#1e212a' } as const

export type Scheme = keyof typeof sheets

/** The least contrast of a part of the user interface with what is beside it (WCAG 2.2, 1.4.11). */
export const contrastMin = 3

const [white, black] = ['#ffffff', '#000000']

/** The contrast ratio of two colours, 1 to 21 (WCAG 2.2, 1.4.3). */
export function contrastOf(one: Color, other: Color): number {
  const [darker = 0, lighter = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

/** The colour of text on an accent: white or black, whichever has more contrast. That is always 4.5 or more. */
export const inkOn = (accent: Color): Color =>
  contrastOf(accent, white) >= contrastOf(accent, black) ? white : black

/** An accent for the dark scheme: the one for the light scheme, as much lighter as it needs to be. */
export function darkAccentOf(accent: Color): Color {
  const lightened = Array.from({ length: 11 }, (_, step) => lighten(accent, step / 10))
  return lightened.find(color => contrastOf(color, sheets.dark) >= contrastMin) ?? white
}

function lighten(color: Color, share: number): Color {
  const parts = partsOf(color).map(part => Math.round(part + (255 - part) * share))
  return `#${parts.map(part => part.toString(16).padStart(2, '0')).join('')}`
}

const partsOf = (color: Color) => [1, 3, 5].map(at => Number.parseInt(color.slice(at, at + 2), 16))

function luminanceOf(color: Color): number {
  const [red = 0, green = 0, blue = 0] = partsOf(color).map(part => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
