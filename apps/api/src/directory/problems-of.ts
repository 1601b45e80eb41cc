import type { z } from 'zod'

/** Every problem of a value as `field: reason`; a field that nobody knows is named. */
export function problemsOf(error: z.ZodError): string[] {
  return error.issues.flatMap(issue =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(key => `${visible(key)}: unknown field`)
      : [`${issue.path.join('.')}: ${issue.message}`],
  )
}

const nameLengthMax = 50

/** A name that somebody else made up, on one line and of a length that can be shown. */
export function visible(name: string): string {
  const characters = [...name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\uFFFD')]
  const shown = characters.slice(0, nameLengthMax).join('')
  return characters.length > nameLengthMax ? `${shown}…` : shown
}
