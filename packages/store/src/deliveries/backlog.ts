import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { given } from '../database/values.ts'
import type { DeliveryKind, DeliveryState } from './delivery.ts'

/**
 * How many deliveries of a kind are open or dead, by their status; those that were discarded are not counted.
 * `overdueMs` is for how long the first of them has been due, 0 if none is; the dead are never due.
 */
export type BacklogRow = {
  kind: DeliveryKind
  status: Exclude<DeliveryState['status'], 'sent'>
  count: number
  overdueMs: number
}

/** No more than so many open ones are looked at, those whose deadline comes first, and so many dead ones, the oldest. */
export const backlogMax = 100_000

// In the order of an index: with millions of them, reading all takes seconds.
const read = statement<BacklogRow>(sql`
  with backlog as (
    (
      select kind, status, coalesce(due_at, claimed_until, redriven_at, created_at) as due from deliveries
      where status in ('queued', 'sending', 'waiting') order by deadline limit ${given('limit')}
    ) union all (
      select kind, status, null from deliveries
      where status = 'dead' and discarded_at is null order by dead_at limit ${given('limit')}
    )
  )
  select kind, status, count(*)::int,
    coalesce(greatest(0, 1000 * extract(epoch from now() - min(due))), 0)::float8 as "overdueMs"
  from backlog group by kind, status`)

/**
 * Counts the deliveries that are not sent, by their kind and status, with one statement whose cost is bounded; see {@link
 * backlogMax}. Groups without a delivery are absent.
 */
export function readBacklog(db: Db): Promise<BacklogRow[]> {
  return read(db, { limit: backlogMax })
}
