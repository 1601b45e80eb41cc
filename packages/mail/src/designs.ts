import type { Direction } from './designs/layout.ts'
import { addedHtml, linkHtml, removedHtml } from './gen/designs.ts'
import { type MailKind, mailKinds, type OwnOf } from './kinds.ts'
import { needed, sectionOf, sectionsOf, slotsOf } from './placeholders.ts'
import { inspectTemplate, type Slot, type Template } from './template.ts'

/** The HTML of a mail in each direction of script, with slots and sections. */
export type Design = Record<Direction, Template>

export type Designs = Record<MailKind, Design>

export const designs: Designs = { link: linkHtml, added: addedHtml, removed: removedHtml }

const directions: Direction[] = ['ltr', 'rtl']

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

/**
 * Reads designs as {@link compileDesigns} writes them. Without `removed` that mail has our own design. Throws with every
 * problem if they are not valid.
 */
export function readDesigns(json: string): Designs {
  const read = parse(json)
  const kinds = mailKinds.filter(kind => kind !== 'removed' || read?.removed !== undefined)
  const problems = kinds.flatMap(kind =>
    directions.flatMap(direction => {
      const html: unknown = read?.[kind]?.[direction]
      if (typeof html !== 'string') return [`${kind}, ${direction}: is missing`]
      return findDesignProblems(kind, html).map(problem => `${kind}, ${direction}: ${problem}`)
    }),
  )
  if (problems.length > 0) throw new Error(problems.join('; '))
  const { link, added, removed } = { ...designs, ...(read as OwnOf<Design>) }
  return { link: withLineEnds(link), added: withLineEnds(added), removed: withLineEnds(removed) }
}

// The lines of a mail end with CRLF, the last one too.
const withLineEnds = ({ ltr, rtl }: Design) => ({ ltr: endLines(ltr), rtl: endLines(rtl) })
const endLines = (html: Template) => `${html.trimEnd().replace(/\r?\n/g, '\r\n')}\r\n`
