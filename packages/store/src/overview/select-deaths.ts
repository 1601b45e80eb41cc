import { sql } from 'drizzle-orm'
import { run } from '../database/statement.ts'
import type { Transaction } from '../database/transaction.ts'

/**
 * How many dead letters died in the last 24 hours, up to a bound, and in each of these hours, the oldest first. `hasMore`:
 * there are more, and what is not known of the hours is null.
 */
export type Deaths = { count: number; hasMore: boolean; perHour: (number | null)[] }

type Row = { hoursAgo: number; count: number }

/** Counts the dead letters of the last 24 hours, up to `countMax`, in a transaction that reads more. */
export async function selectDeaths(tx: Transaction, countMax: number): Promise<Deaths> {
  const rows = await run<Row>(
    tx,
    sql`
      select greatest(0, floor(extract(epoch from now() - dead_at) / 3600))::integer as "hoursAgo",
        count(*)::integer as count
      from (
        select dead_at from deliveries
        where status = 'dead' and discarded_at is null and dead_at > now() - interval '24 hours'
        order by dead_at desc, id desc ${sql.raw(`limit ${countMax + 1}`)}
      ) as latest
      group by 1`,
  )
  const counts = new Map(rows.map(({ hoursAgo, count }) => [hoursAgo, count]))
  const count = rows.reduce((sum, row) => sum + row.count, 0)
  const hasMore = count > countMax
  const oldest = Math.max(0, ...counts.keys())
  return {
    count: Math.min(count, countMax),
    hasMore,
    perHour: Array.from({ length: 24 }, (_, n) => 23 - n).map(ago =>
      hasMore && ago >= oldest ? null : (counts.get(ago) ?? 0),
    ),
  }
}
