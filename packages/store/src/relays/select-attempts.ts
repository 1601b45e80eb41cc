import { sql } from 'drizzle-orm'
import { rfc3339 } from '../database/rfc3339.ts'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import type { Transaction } from '../database/transaction.ts'
import { given } from '../database/values.ts'
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

const rowsMax = 20_000
const backMs = 2 * 3_600_000

const bounded = sql`
  select * from attempts where delivery_id >= ${given('from')}::uuid
  order by delivery_id desc, number desc ${sql.raw(`limit ${rowsMax}`)}`

// A null outcome stands for all of them.
const count = statement<Row>(sql`
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
  group by grouping sets ((name, outcome), (name))`)

const findEnd = statement<{ at: string }>(sql`
  select ${rfc3339(sql`started_at`)} as at from (${bounded}) as attempts
  order by delivery_id desc, number desc offset ${sql.raw(`${rowsMax - 1}`)} limit 1`)

/**
 * Counts the attempts that began in the last hour at each relay or endpoint (`webhook:<host>`), of deliveries that were
 * recorded in the last two. Looks at the latest 20,000; `since` is when the oldest of these began, if there are more.
 */
export async function selectAttempts(
  tx: Transaction,
): Promise<{ byName: Map<string, RelayAttempts>; since: string | null }> {
  const from = leastDeliveryId(Date.now() - backMs)
  const [rows, [end]] = await together([count(tx, { from }), findEnd(tx, { from })])
  const byName = new Map<string, RelayAttempts>()
  for (const { name, outcome, count: _, ...all } of rows)
    if (outcome === null) byName.set(name, { outcomes: {}, ...all })
  for (const { name, outcome, count } of rows) {
    const attempts = byName.get(name)
    if (attempts && outcome !== null) attempts.outcomes[outcome] = count
  }
  return { byName, since: end?.at ?? null }
}
