import { type SQL, sql } from 'drizzle-orm'
import type { Instant } from './values.ts'

/** A moment as RFC 3339 in UTC with microseconds. */
export function rfc3339(moment: SQL): SQL {
  return sql`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}

/** An {@link Instant} in the same form. */
export function rfc3339Of(instant: Instant): string {
  const microseconds = Math.round(instant * 1_000)
  const toMilliseconds = new Date(Math.floor(microseconds / 1_000)).toISOString().slice(0, -1)
  return `${toMilliseconds}${String(microseconds % 1_000).padStart(3, '0')}Z`
}
