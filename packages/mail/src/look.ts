import type { Direction } from './designs/layout.ts'
import type { Designs } from './designs.ts'
import { escapeHtml } from './escape-html.ts'
import { slots } from './fill-texts.ts'
import { compileTemplate, resolveSections, type Template } from './template.ts'

type Accent = { accent: string; ink: string }

/** The colours of a button and of the text on it, in each scheme. */
export type MailColors = { light: Accent; dark: Accent }

const ours: Accent = { accent: '#2f54eb', ink: '#ffffff' }

/** The values that a mail can have or not. */
export type OptionalValue =
  | 'logo'
  | 'requester'
  | 'application'
  | 'browser'
  | 'location'
  | 'undoUrl'
  | 'accountUrl'
  | 'supportUrl'

export type Look = {
  /** The name of the one who sends the mail for the organization. */
  service: string
  /** The optional values that the mails of this template have. */
  present: ReadonlySet<OptionalValue>
  colors?: MailColors | undefined
  designs?: Designs | undefined
}

/** Fills a design with the texts of a mail. Returns the name of the sender too, and which optional values the mail has. */
export function fillDesign(
  { language, direction }: { language: string; direction: Direction },
  { present, service, colors: { light, dark } = { light: ours, dark: ours } }: Look,
  filled: { from: Template } & Record<string, Template>,
  design: Record<Direction, Template>,
) {
  const has = (name: OptionalValue) => present.has(name)
  const sections = new Set<string>(present)
  if (has('browser') || has('location')) sections.add('details')
  // The slots of values stay: a design has them beside the slots of texts, and texts have them too.
  const values = Object.fromEntries(
    ['organization', 'url', 'undoUrl', 'accountUrl', 'supportUrl'].map(name => [name, `{{${name}}}`]),
  )
  const fill = compileTemplate(resolveSections(design[direction], sections), escapeHtml)
  return {
    has,
    from: service ? filled.from : slots.organization,
    html: fill({
      ...values,
      ...filled,
      ...light,
      accentDark: dark.accent,
      inkDark: dark.ink,
      language,
    }),
  }
}
