/** A text with slots such as `{{name}}`, each of which stands for a value. */
export type Template = string

const slot = /\{\{(\w+)\}\}/

/**
 * Compiles a template. Returns a function that fills in the values, each after `escapeValue`; what looks like a slot in a value
 * stays as it is. That function throws if a value is missing.
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
