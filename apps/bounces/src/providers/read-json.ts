import { problemsOf } from '@passlink/runtime'
import { z } from 'zod'
import { Unreadable } from './provider.ts'

const problemsMax = 5

/** A text that may be missing. One of another type counts as missing, because the rest of the event is worth reading. */
export const optionalText = z.string().optional().catch(undefined)

/** Parses JSON. Throws {@link Unreadable} if it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Unreadable('is no JSON')
  }
}

/** What a schema makes of a value. Throws {@link Unreadable} if it does not fit; the message has no values. */
export function parseAs<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new Unreadable(problemsOf(parsed.error).slice(0, problemsMax).join('; '))
}
