import { type SQL, sql } from 'drizzle-orm'

/** A moment as RFC 3339 in UTC with microseconds. */
export function rfc3339(moment: SQL): SQL {
  return sql`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}
