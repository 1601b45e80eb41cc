import type { Direction } from './designs/layout.ts'
import { addedHtml, linkHtml } from './gen/designs.ts'
import { inspectTemplate, type Slot, type Template } from './template.ts'

export type MailKind = 'link' | 'added'

/** The HTML of each mail in each direction of script, with slots and sections. */
export type Designs = Record<MailKind, Record<Direction, Template>>

export const designs: Designs = { link: linkHtml, added: addedHtml }

const directions: Direction[] = ['ltr', 'rtl']

const texts = {
  both: [
    'subject',
    'preview',
    'heading',
    'greeting',
    'sender',
    'notYou',
    'details',
    'browser',
    'location',
    'support',
  ],
  link: [
    'request',
    'instruction',
    'button',
    'buttonInText',
    'expiry',
    'fallback',
    'time',
    'requestedBy',
    'application',
  ],
  added: ['text', 'wasYou', 'notYouUndo', 'undo', 'undoExpiry', 'account'],
}
const values = { both: ['organization', 'supportUrl'], link: ['url'], added: ['undoUrl', 'accountUrl'] }
const ofLook = ['language', 'accent', 'ink', 'accentDark', 'inkDark']

/** The slots that a design may have: the texts, the values, and what belongs to the look. */
const slotsOf = (kind: MailKind) => [
  ...ofLook,
  ...[texts, values].flatMap(group => [...group.both, ...group[kind]]),
]

/** The sections that a design may have: those of the values that are not in every mail. */
const sectionsOf: Record<MailKind, readonly string[]> = {
  link: ['logo', 'requester', 'application', 'browser', 'location', 'supportUrl'],
  added: ['logo', 'details', 'browser', 'location', 'undoUrl', 'accountUrl', 'supportUrl'],
}

/** The section in which a slot has to be, because the slot's value is not in every mail. */
const sectionOf: Record<string, string> = {
  requestedBy: 'requester',
  application: 'application',
  browser: 'browser',
  location: 'location',
  supportUrl: 'supportUrl',
  accountUrl: 'accountUrl',
  undoUrl: 'undoUrl',
  undoExpiry: 'undoUrl',
}

/** The slots without which a mail is of no use, each with the only sections in which it may be. */
const needed: Record<MailKind, Record<string, string[]>> = {
  link: { url: [] },
  added: { text: [], undoUrl: ['#undoUrl'] },
}

/** What is wrong with the slots and sections of a design, a sentence each. */
export function findDesignProblems(kind: MailKind, html: Template): string[] {
  const { slots, sections, problems } = inspectTemplate(html)
  const placed = problems.length > 0 ? [] : slots
  const isIn = ({ path }: Slot, name: string) => path.includes(`#${name}`)
  return unique([
    ...problems,
    ...unknown(slots.map(namesOf), slotsOf(kind)).map(
      name => `{{${name}}} is unknown; known are ${slotsOf(kind).sort().join(', ')}`,
    ),
    ...unknown(sections, sectionsOf[kind]).map(
      name => `the section {{#${name}}} is unknown; known are ${[...sectionsOf[kind]].sort().join(', ')}`,
    ),
    // Sections that do not end where they should would be found in the wrong places.
    ...placed.flatMap(slot => {
      const section = slotsOf(kind).includes(slot.name) ? sectionOf[slot.name] : undefined
      if (!section || isIn(slot, section)) return []
      return `{{${slot.name}}} is not always there: put it between {{#${section}}} and {{/${section}}}`
    }),
    ...Object.entries(needed[kind]).flatMap(([name, path]) => {
      const found = slots.filter(slot => slot.name === name)
      if (found.length === 0) return `{{${name}}} is missing`
      const isShown =
        problems.length > 0 || found.some(slot => slot.path.every(section => path.includes(section)))
      return isShown ? [] : `{{${name}}} is only in sections that are not in every mail`
    }),
  ])
}

const namesOf = ({ name }: Slot) => name
const unknown = (names: readonly string[], known: readonly string[]) =>
  names.filter(name => !known.includes(name))
const unique = (texts: string[]) => [...new Set(texts)]

function parse(json: string): Partial<Designs> | null {
  try {
    return JSON.parse(json)
  } catch {
    throw new Error('not JSON')
  }
}

/** Reads designs as {@link compileDesigns} writes them. Throws with every problem if they are not valid. */
export function readDesigns(json: string): Designs {
  const read = parse(json)
  const problems = (['link', 'added'] as const).flatMap(kind =>
    directions.flatMap(direction => {
      const html: unknown = read?.[kind]?.[direction]
      if (typeof html !== 'string') return [`${kind}, ${direction}: is missing`]
      return findDesignProblems(kind, html).map(problem => `${kind}, ${direction}: ${problem}`)
    }),
  )
  if (problems.length > 0) throw new Error(problems.join('; '))
  const { link, added } = read as Designs
  return { link: withLineEnds(link), added: withLineEnds(added) }
}

// The lines of a mail end with CRLF, the last one too.
const withLineEnds = ({ ltr, rtl }: Designs[MailKind]) => ({ ltr: endLines(ltr), rtl: endLines(rtl) })
const endLines = (html: Template) => `${html.trimEnd().replace(/\r?\n/g, '\r\n')}\r\n`
