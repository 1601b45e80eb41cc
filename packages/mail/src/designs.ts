import type { Direction } from './designs/layout.ts'
import { addedHtml, linkHtml } from './gen/designs.ts'
import { inspectTemplate, resolveSections, type Template } from './template.ts'

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

/** The optional values, whose sections a design may have, and the slots that only these sections may have. */
const optional: Record<MailKind, Record<string, string[]>> = {
  link: {
    logo: [],
    requester: ['requestedBy'],
    application: ['application'],
    browser: ['browser'],
    location: ['location'],
    supportUrl: ['supportUrl'],
  },
  added: {
    logo: [],
    details: [],
    browser: ['browser'],
    location: ['location'],
    undoUrl: ['undoUrl', 'undoExpiry'],
    accountUrl: ['accountUrl'],
    supportUrl: ['supportUrl'],
  },
}

/** The slots without which a mail is of no use. */
const needed: Record<MailKind, readonly string[]> = { link: ['url'], added: ['text', 'undoUrl'] }

/** What is wrong with the slots and sections of a design, a sentence each. */
export function findDesignProblems(kind: MailKind, html: Template): string[] {
  const { slots, sections, problems } = inspectTemplate(html)
  const sectionNames = Object.keys(optional[kind])
  return [
    ...problems,
    ...unknown([...slots], slotsOf(kind)).map(
      name => `{{${name}}} is unknown; known are ${slotsOf(kind).sort().join(', ')}`,
    ),
    ...unknown([...sections], sectionNames).map(
      name => `the section {{#${name}}} is unknown; known are ${sectionNames.sort().join(', ')}`,
    ),
    ...needed[kind].filter(name => !slots.has(name)).map(name => `{{${name}}} is missing`),
    // Sections that do not end where they should would be found in the wrong places.
    ...(problems.length > 0 ? [] : sectionNames).flatMap(name => {
      const others = new Set(sectionNames.filter(other => other !== name))
      const shown = inspectTemplate(resolveSections(html, others)).slots
      const misplaced = optional[kind][name]?.filter(slot => shown.has(slot)) ?? []
      return misplaced.map(
        slot => `{{${slot}}} is not always there: put it between {{#${name}}} and {{/${name}}}`,
      )
    }),
  ]
}

const unknown = (names: string[], known: string[]) => names.filter(name => !known.includes(name))

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
  return read as Designs
}
