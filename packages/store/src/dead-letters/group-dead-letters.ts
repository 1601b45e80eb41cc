import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { readInTime } from '../database/read-in-time.ts'
import { rfc3339 } from '../database/rfc3339.ts'
import { run } from '../database/statement.ts'
import { together } from '../database/together.ts'
import type { Transaction } from '../database/transaction.ts'
import type { DeliveryKind } from '../deliveries/delivery.ts'
import { itsLatest, itsLink } from '../deliveries/found-delivery.ts'
import { reasonWithAnswer } from '../deliveries/status-of.ts'
import { type DeadLetterFilter, deadLetterCondition } from './dead-letter-filter.ts'
import { groupOf, type ReasonGroup } from './reason-group.ts'

/**
 * Dead letters with the same reason but for what differs from mail to mail. A filter with its `group` selects them.
 * `newest` and `oldest` are the times of death (RFC 3339), `example` the reason of the newest, `relays` those of the last
 * attempts.
 */
export type DeadLetterGroup = ReasonGroup & {
  count: number
  newest: string
  oldest: string
  example: string
  kinds: DeliveryKind[]
  relays: string[]
}

/**
 * The groups, the largest first and of two as large the newer one, and the number of dead letters in all of them.
 * `countedSince` is null if these are all; otherwise the time of death (RFC 3339) of the oldest that was looked at.
 */
export type GroupedDeadLetters = { groups: DeadLetterGroup[]; count: number; countedSince: string | null }

type Row = {
  reason: string
  kind: DeliveryKind
  relay: string | null
  count: number
  newest: string
  oldest: string
}

/**
 * Groups dead letters by their reason. Looks at the `rowsMax` that died last. Rejects with QueryTooSlow after five seconds.
 */
export const groupDeadLetters = (
  db: Db,
  filter: DeadLetterFilter,
  { rowsMax = 10_000 }: { rowsMax?: number } = {},
): Promise<GroupedDeadLetters> => readInTime(db, tx => selectGroups(tx, filter, rowsMax))

/** The same in a transaction that reads more. */
export async function selectGroups(
  tx: Transaction,
  filter: DeadLetterFilter,
  rowsMax: number,
): Promise<GroupedDeadLetters> {
  const { since = '-infinity', until = 'infinity', userId, organizationId } = filter
  const link = userId === undefined && organizationId === undefined ? sql`` : itsLink
  const bounded = sql`
    select * from deliveries
    where status = 'dead' and discarded_at is null
      and dead_at >= ${since}::timestamptz and dead_at <= ${until}::timestamptz
    order by dead_at desc, id desc ${sql.raw(`limit ${rowsMax}`)}`
  const [rows, [end]] = await together([
    run<Row>(
      tx,
      sql`
        select reason, kind, relay, count(*)::int as count, ${rfc3339(sql`max(dead_at)`)} as newest,
          ${rfc3339(sql`min(dead_at)`)} as oldest
        from (
          select ${reasonWithAnswer} as reason, kind, nullif(latest.relay, '') as relay, dead_at
          from (${bounded}) as deliveries ${link} ${itsLatest}
          where ${deadLetterCondition(filter)}
        ) as dead
        group by reason, kind, relay order by max(dead_at) desc`,
    ),
    run<{ at: string }>(
      tx,
      sql`
        select ${rfc3339(sql`dead_at`)} as at from (${bounded}) as deliveries
        order by dead_at desc, id desc offset ${rowsMax - 1} limit 1`,
    ),
  ])
  const count = rows.reduce((sum, row) => sum + row.count, 0)
  return { groups: grouped(rows), count, countedSince: end?.at ?? null }
}

/** The groups of rows, which come from the newest on. */
function grouped(rows: readonly Row[]): DeadLetterGroup[] {
  const groups = new Map<string, DeadLetterGroup>()
  for (const { reason: example, kind, relay, count, newest, oldest } of rows) {
    const reasons = groupOf(example)
    const emptyGroup = { ...reasons, count: 0, newest, oldest, example, kinds: [], relays: [] }
    const known = groups.get(reasons.group) ?? emptyGroup
    groups.set(reasons.group, {
      ...known,
      count: known.count + count,
      oldest: [known.oldest, oldest].sort()[0] as string,
      kinds: [...new Set([...known.kinds, kind])].sort(),
      relays: [...new Set([...known.relays, ...(relay === null ? [] : [relay])])].sort(),
    })
  }
  return [...groups.values()].sort((one, other) => other.count - one.count)
}
