import { sql } from 'drizzle-orm'
import { given, milliseconds } from '../database/values.ts'
import { firstIdAt } from '../partitions/scale.ts'

/** The moment `ageMs` ago; `ageMs` is a placeholder of the statement. */
export const ago = sql`now() - ${milliseconds(given('ageMs'))}`

/** Whether a delivery has ended, and was not redriven since then. */
export const hasEnded = sql`(status in ('sent', 'dead') and (redriven_at is null or redriven_at < ${ago}))`

/**
 * Rows that are older than `ageMs` have ids less than this one: UUIDs v7 are ordered by time (RFC 9562 section 5.7). By the
 * clock of this machine, which may be wrong: whoever deletes must also look at a time that the database wrote.
 */
export const firstIdOf = (ageMs: number): string => firstIdAt(Date.now() - ageMs)
