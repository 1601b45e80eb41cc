import type { z } from 'zod'

/** Every problem of a value as `field: reason`. The name of an unknown field is made {@link printable}. */
export function problemsOf(error: z.ZodError): string[] {
  return error.issues.flatMap(issue =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(key => `${printable(key)}: unknown field`)
      : [`${issue.path.join('.')}: ${issue.message}`],
  )
}

const nameLengthMax = 50

/** An untrusted name on one line: at most 50 characters, with U+FFFD for each control character or line separator. */
export function printable(name: string): string {
  const characters = [...name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\uFFFD')]
  const start = characters.slice(0, nameLengthMax).join('')
  return characters.length > nameLengthMax ? `${start}…` : start
}
