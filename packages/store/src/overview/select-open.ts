import { sql } from 'drizzle-orm'
import { run } from '../database/statement.ts'
import type { Transaction } from '../database/transaction.ts'
import type { DeliveryKind, DeliveryState } from '../deliveries/delivery.ts'
import { isOpenStatus } from '../deliveries/status-of.ts'

/** How many open deliveries have a kind and a status. */
export type OpenCount = { kind: DeliveryKind; status: DeliveryState['status']; count: number }

/**
 * The open deliveries, of which the oldest are counted up to a bound; `hasMore` if there are more. `oldestMs` is the
 * age of the oldest, and `overdueMs` for how long the longest due of these has been due; null if there is none, or none
 * is due.
 */
export type OpenCounts = {
  counts: OpenCount[]
  count: number
  hasMore: boolean
  oldestMs: number | null
  overdueMs: number | null
}

type Row = OpenCount & { oldestMs: number; overdueMs: number }

/** Counts the open deliveries, up to `countMax`, in a transaction that reads more. */
export async function selectOpen(tx: Transaction, countMax: number): Promise<OpenCounts> {
  // A delivery under way is due when its claim lapses.
  const rows = await run<Row>(
    tx,
    sql`
      select kind, status, count(*)::integer as count,
        (1000 * extract(epoch from now() - min(created_at)))::float8 as "oldestMs",
        (1000 * extract(epoch from now() - min(due)))::float8 as "overdueMs"
      from (
        select kind, status, created_at,
          case status when 'sending' then claimed_until else coalesce(due_at, redriven_at, created_at) end as due
        from deliveries where ${isOpenStatus} order by id ${sql.raw(`limit ${countMax + 1}`)}
      ) as oldest
      group by kind, status order by kind, status`,
  )
  const count = rows.reduce((sum, row) => sum + row.count, 0)
  const overdue = rows.map(({ overdueMs }) => overdueMs).filter(ms => ms > 0)
  return {
    counts: rows.map(({ kind, status, count }) => ({ kind, status, count })),
    count: Math.min(count, countMax),
    hasMore: count > countMax,
    oldestMs: greatest(rows.map(({ oldestMs }) => oldestMs)),
    overdueMs: greatest(overdue),
  }
}

const greatest = (numbers: number[]) => (numbers.length > 0 ? Math.max(...numbers) : null)
