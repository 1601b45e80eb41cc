import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rfc3339 } from '../database/rfc3339.ts'
import { run } from '../database/statement.ts'
import { type DeadLetterFilter, deadLettersMatching } from './dead-letter-filter.ts'

/**
 * The number of dead letters at the moment `asOf` (RFC 3339). As the `until` of a filter, `asOf` excludes those that
 * die later. `maybeArrived` is the number of those with an attempt whose answer was lost.
 */
export type DeadLetterCount = { count: number; maybeArrived: number; asOf: string }

/** Counts dead letters. */
export async function countDeadLetters(db: Db, filter: DeadLetterFilter): Promise<DeadLetterCount> {
  const [row] = await run<{ count: string; maybe_arrived: string; as_of: string }>(
    db,
    sql`
      select count(*) as count, count(*) filter (where exists (
          select from attempts where delivery_id = deliveries.id and outcome = 'unknown'
        )) as maybe_arrived,
        ${rfc3339(sql`now()`)} as as_of
      ${deadLettersMatching(filter)}`,
  )
  return { count: Number(row?.count), maybeArrived: Number(row?.maybe_arrived), asOf: row?.as_of ?? '' }
}
