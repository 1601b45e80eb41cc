/**
 * A text with slots such as `{{name}}`, each of which stands for a value, and sections such as
 * `{{#location}}near {{location}}{{/location}}`, which are there only if there is that value. `{{^location}}` begins a
 * section that is there only if there is none.
 */
export type Template = string

const slot = /\{\{(\w+)\}\}/
const section = /\{\{([#^])(\w+)\}\}((?:(?!\{\{[#^]\2\}\}).)*?)\{\{\/\2\}\}/s

/** Keeps or removes each section of a template, so that only slots are left. `present` are the values that there are. */
export function resolveSections(template: Template, present: ReadonlySet<string>): Template {
  const [whole, mark, name = '', content = ''] = section.exec(template) ?? []
  if (whole === undefined) return template
  const isShown = present.has(name) === (mark === '#')
  return resolveSections(
    template.replace(whole, () => (isShown ? content : '')),
    present,
  )
}

/**
 * Compiles a template without sections. Returns a function that fills in the values, each after `escapeValue`; what looks like
 * a slot in a value stays as it is. That function throws if a value is missing.
 */
export function compileTemplate(
  template: Template,
  escapeValue: (value: string) => string = value => value,
): (values: Readonly<Record<string, string>>) => string {
  // The parts with an odd index are the names of slots.
  const parts = template.split(slot)
  return values =>
    parts.map((part, index) => (index % 2 === 0 ? part : escapeValue(valueFor(values, part)))).join('')
}

function valueFor(values: Readonly<Record<string, string>>, name: string): string {
  const value = values[name]
  if (value === undefined) throw new Error(`the mail has a slot ${name}, for which there is no value`)
  return value
}

/** Whether a template has a slot. */
export const hasSlot = (template: Template) => slot.test(template)

/** A slot of a template, and the sections around it, the outermost first: `#location`, `^logo`. */
export type Slot = { name: string; path: string[] }

/** The slots of a template, the names of its sections, and what is wrong with its braces. */
export function inspectTemplate(template: Template): {
  slots: Slot[]
  sections: string[]
  problems: string[]
} {
  const marks = [...template.matchAll(/\{\{([#^/]?)(\w+)\}\}/g)]
  const path: string[] = []
  const slots: Slot[] = []
  const problems: string[] = []
  for (const [, mark, name = ''] of marks) {
    if (mark === '') slots.push({ name, path: [...path] })
    else if (mark !== '/') path.push(`${mark}${name}`)
    else if (path.pop()?.slice(1) !== name) problems.push(`{{/${name}}} ends no section that was begun last`)
  }
  const rest = template.replace(/\{\{[#^/]?\w+\}\}/g, '')
  return {
    slots,
    sections: marks.flatMap(([, mark, name = '']) => (mark ? [name] : [])),
    problems: [
      ...problems,
      ...path.map(section => `the section {{${section}}} is not ended by {{/${section.slice(1)}}}`),
      ...(/\{\{|\}\}/.test(rest) ? ['double braces that are no placeholder'] : []),
    ],
  }
}
