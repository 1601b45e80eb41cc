import { sql } from 'drizzle-orm'
import { given, milliseconds } from '../database/values.ts'

/** The moment `ageMs` ago; `ageMs` is a placeholder of the statement. */
export const ago = sql`now() - ${milliseconds(given('ageMs'))}`

/**
 * Rows that are older than `ageMs` have ids less than this one: UUIDs v7 are ordered by time (RFC 9562 section 5.7).
 */
export function firstIdOf(ageMs: number): string {
  const hex = Math.max(0, Date.now() - ageMs)
    .toString(16)
    .padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}
