import mjml2html from 'mjml'
import type { Direction } from './designs/layout.ts'

// MJML accepts only a colour as a colour, so these stand for the slots of colours while it compiles.
const standIns = { accent: '#a1b2c3', ink: '#a1b2c4' }

// Minifying CSS and SVG needs other packages, and fails on slots.
const minifyOptions = { minifyCss: false, minifySvg: false }

/** MJML is invalid, for these reasons. */
export class InvalidMjml extends Error {
  override name = 'InvalidMjml'
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(`invalid MJML: ${problems.join('; ')}`)
    this.problems = problems
  }
}

/**
 * Compiles MJML with slots and sections to HTML with the same slots, for a direction of script. All line breaks are CRLF,
 * and a tag is broken (where that means nothing) before its attributes and around each slot, so that the lines with slots
 * are short. Rejects with {@link InvalidMjml}.
 */
export async function compileMjml(mjml: string, direction: Direction): Promise<string> {
  const given = { ...standIns, direction, start: direction === 'rtl' ? 'right' : 'left' }
  const withStandIns = Object.entries(given).reduce(
    (text, [name, value]) => text.replaceAll(`{{${name}}}`, value),
    mjml,
  )
  const { html, errors } = await mjml2html(withStandIns, {
    validationLevel: 'soft',
    keepComments: false,
    // By default MJML loads the web fonts that it knows from their hosts, which discloses who reads the mail.
    fonts: {},
    minify: true,
    minifyOptions,
  })
  if (errors.length > 0) throw new InvalidMjml(errors.map(({ line, message }) => `line ${line}: ${message}`))
  const withSlots = Object.entries(standIns).reduce(
    (text, [name, value]) => text.replaceAll(value, `{{${name}}}`),
    html,
  )
  const shortLines = withSlots
    .replace(/<([a-z][a-z0-9]*) (?=[a-z])/g, '<$1\n')
    .replace(/ ([a-z-]+="[^"]*\{\{[^"]*")/g, '\n$1\n')
    .replace(/(?<!--)>(?=[^<>]*\{\{)/g, '\n>')
  return `${shortLines.trim().replace(/[ \t]*\r?\n[ \t]*/g, '\r\n')}\r\n`
}
