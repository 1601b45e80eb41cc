import { type SQL, sql } from 'drizzle-orm'
import { rfc3339 } from '../database/rfc3339.ts'
import { run } from '../database/statement.ts'
import { together } from '../database/together.ts'
import type { Transaction } from '../database/transaction.ts'
import type { AttemptOutcome } from '../deliveries/delivery.ts'
import { leastDeliveryId } from '../deliveries/list-open.ts'

/**
 * How often attempts went how, how many of those of the last minute were accepted, and how long half of them took at most
 * (`medianMs`), and 95 of a hundred (`slowMs`).
 */
export type RelayAttempts = {
  outcomes: Partial<Record<AttemptOutcome, number>>
  acceptedLastMinute: number
  medianMs: number | null
  slowMs: number | null
}

type Row = { name: string; outcome: AttemptOutcome | null; count: number } & Omit<RelayAttempts, 'outcomes'>

// No index has attempts by when they began, so those of older deliveries are not looked at.
const backMs = 2 * 3_600_000

// A null outcome stands for all of them.
const count = (bounded: SQL) => sql`
  select name, outcome, count(*)::integer as count,
    count(*) filter (where outcome = 'accepted' and started_at >= now() - interval '1 minute')::integer
      as "acceptedLastMinute",
    percentile_disc(0.5) within group (order by ms) as "medianMs",
    percentile_disc(0.95) within group (order by ms) as "slowMs"
  from (
    select started_at, case kind when 'webhook' then 'webhook:' || relay else relay end as name, outcome,
      (1000 * extract(epoch from finished_at - started_at))::float8 as ms
    from (${bounded}) as attempts
      cross join lateral (select kind from deliveries where id = delivery_id limit 1) as deliveries
    where started_at >= now() - interval '1 hour' and outcome is not null and relay <> ''
  ) as finished
  group by grouping sets ((name, outcome), (name))`

/**
 * Counts the attempts that began in the last hour at each relay or endpoint (`webhook:<host>`), of deliveries that were
 * recorded in the last two. Looks at the latest `rowsMax`; `since` is when the last of these began, if that is in the last
 * hour.
 */
export async function selectAttempts(
  tx: Transaction,
  rowsMax: number,
): Promise<{ byName: Map<string, RelayAttempts>; since: string | null }> {
  const bounded = sql`
    select * from attempts where delivery_id >= ${leastDeliveryId(Date.now() - backMs)}::uuid
    order by delivery_id desc, number desc ${sql.raw(`limit ${rowsMax}`)}`
  const [rows, [end]] = await together([
    run<Row>(tx, count(bounded)),
    run<{ at: string }>(
      tx,
      sql`
        select ${rfc3339(sql`started_at`)} as at from (
          select * from (${bounded}) as attempts
          order by delivery_id desc, number desc offset ${rowsMax - 1} limit 1
        ) as last
        where started_at > now() - interval '1 hour'`,
    ),
  ])
  const byName = new Map<string, RelayAttempts>()
  for (const { name, outcome, count: _, ...all } of rows)
    if (outcome === null) byName.set(name, { outcomes: {}, ...all })
  for (const { name, outcome, count } of rows) {
    const attempts = byName.get(name)
    if (attempts && outcome !== null) attempts.outcomes[outcome] = count
  }
  return { byName, since: end?.at ?? null }
}
