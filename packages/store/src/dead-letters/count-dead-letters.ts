import { sql } from 'drizzle-orm'
import { rfc3339 } from '../database/rfc3339.ts'
import { type Connection, run } from '../database/statement.ts'
import { type DeadLetterFilter, deadLettersMatching } from './dead-letter-filter.ts'

/**
 * The number of dead letters at the moment `asOf` (RFC 3339). As the `until` of a filter, `asOf` excludes those that
 * die later. `maybeArrived` is the number of those with an attempt whose answer was lost. `hasMore`: there are more of
 * both, because no more were counted.
 */
export type DeadLetterCount = { count: number; hasMore: boolean; maybeArrived: number; asOf: string }

type Row = { count: string; maybeArrived: string; asOf: string }

// To count all of a mass failure would take too long.
const usualMax = 10_000

/** Counts dead letters, those that died last up to `countMax`. */
export async function countDeadLetters(
  on: Connection,
  filter: DeadLetterFilter,
  { countMax = usualMax }: { countMax?: number } = {},
): Promise<DeadLetterCount> {
  const [row] = await run<Row>(
    on,
    sql`
      select count(*) as count, count(*) filter (where exists (
          select from attempts where delivery_id = matching.id and outcome = 'unknown'
        )) as "maybeArrived",
        ${rfc3339(sql`now()`)} as "asOf"
      from (
        select deliveries.id ${deadLettersMatching(filter)}
        order by dead_at desc, deliveries.id desc ${sql.raw(`limit ${countMax + 1}`)}
      ) as matching`,
  )
  const count = Number(row?.count)
  return {
    count: Math.min(count, countMax),
    hasMore: count > countMax,
    maybeArrived: Number(row?.maybeArrived),
    asOf: row?.asOf ?? '',
  }
}
