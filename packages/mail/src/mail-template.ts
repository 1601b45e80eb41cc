import type { Direction } from './designs/layout.ts'
import { type Designs, designs as ourDesigns } from './designs.ts'
import { escapeHtml } from './escape-html.ts'
import { fillIn, linesOf, slots } from './fill-texts.ts'
import type { AddedMailTexts, LinkMailTexts, MailTexts } from './mail-texts.ts'
import { compileTemplate, resolveSections, type Template } from './template.ts'

/**
 * A kind of mail in one language, with slots for the values of one mail. `from` is the name of the sender. Lines end with
 * CRLF.
 */
export type MailTemplate = { from: Template; subject: Template; text: Template; html: Template }

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

/**
 * The mail with a link. It has slots for `name`, `organization`, `url`, `moment` (until when the link works),
 * `requestedAt`, and the optional values.
 */
export function linkMail(texts: MailTexts, look: Look): MailTemplate {
  const filled: LinkMailTexts = {
    ...fillIn(texts.linkMail, look.service),
    ...linesOf(texts),
    time: texts.mail.time({ moment: '{{requestedAt}}' }),
  }
  const { has, from, html } = shared(texts, look, filled, (look.designs ?? ourDesigns).link)
  return {
    from,
    subject: filled.subject,
    html,
    text: paragraphs(
      filled.greeting,
      filled.request,
      filled.instruction,
      `${filled.buttonInText}\r\n{{url}}`,
      filled.expiry,
      lines(
        filled.details,
        filled.time,
        has('requester') && filled.requestedBy,
        has('application') && filled.application,
        has('browser') && filled.browser,
        has('location') && filled.location,
      ),
      filled.notYou,
      has('supportUrl') && `${filled.support}\r\n{{supportUrl}}`,
      signature(filled.sender),
    ),
  }
}

/**
 * The mail that notifies a user of a new passkey. It has slots for `name`, `organization`, `passkey`, `moment` (of the
 * addition), `undoUntil` where there is an `undoUrl`, and the optional values.
 */
export function addedMail(texts: MailTexts, look: Look): MailTemplate {
  const filled: AddedMailTexts = {
    ...fillIn(texts.addedMail, look.service),
    ...linesOf(texts),
    undoExpiry: texts.addedMail.undoExpiry({ moment: '{{undoUntil}}' }),
  }
  const { has, from, html } = shared(texts, look, filled, (look.designs ?? ourDesigns).added)
  const hasDetails = has('browser') || has('location')
  return {
    from,
    subject: filled.subject,
    html,
    text: paragraphs(
      filled.greeting,
      filled.text,
      hasDetails &&
        lines(filled.details, has('browser') && filled.browser, has('location') && filled.location),
      filled.wasYou,
      has('undoUrl')
        ? lines(filled.notYouUndo, '', filled.undo, '{{undoUrl}}', '', filled.undoExpiry)
        : filled.notYou,
      has('accountUrl') && `${filled.account}\r\n{{accountUrl}}`,
      has('supportUrl') && `${filled.support}\r\n{{supportUrl}}`,
      signature(filled.sender),
    ),
  }
}

function shared(
  { language, direction }: MailTexts,
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

type Part = Template | false

const lines = (...texts: Part[]) => texts.filter(text => text !== false).join('\r\n')

const paragraphs = (...texts: Part[]) => `${texts.filter(text => text !== false).join('\r\n\r\n')}\r\n`

const signature = (sender: Template) => `-- \r\n${sender}`
