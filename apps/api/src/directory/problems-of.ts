import type { z } from 'zod'

/** Every problem of a value as `field: reason`; unknown fields are named. */
export function problemsOf(error: z.ZodError): string[] {
  return error.issues.flatMap(issue =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(key => `${visible(key)}: unknown field`)
      : [`${issue.path.join('.')}: ${issue.message}`],
  )
}

const nameLengthMax = 50

/** A name from outside on one line, without control characters and cut to 50 characters. */
export function visible(name: string): string {
  const characters = [...name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\uFFFD')]
  const shown = characters.slice(0, nameLengthMax).join('')
  return characters.length > nameLengthMax ? `${shown}…` : shown
}
