import { type SQL, sql } from 'drizzle-orm'
import { run } from '../database/statement.ts'
import { together } from '../database/together.ts'
import type { Transaction } from '../database/transaction.ts'
import { leastDeliveryId } from '../deliveries/list-open.ts'

/**
 * What happened in the last hour to deliveries that were recorded in the last two: how many were recorded and how many
 * sent, in all and in each of the last sixty minutes, the oldest first; and how long it took from the request, or the
 * redrive, until they were sent, for half of them at most (`medianMs`) and for 95 of a hundred (`slowMs`). Null in the
 * minutes that are not known.
 */
export type Flow = {
  recorded: number
  sent: number
  medianMs: number | null
  slowMs: number | null
  recordedPerMinute: (number | null)[]
  sentPerMinute: (number | null)[]
  slowMsPerMinute: (number | null)[]
}

/**
 * The flow of mails and of webhooks. `minutesKnown` are fewer than sixty if there were very many deliveries; what is
 * counted in all is then what there was at least.
 */
export type Flows = { mail: Flow; webhook: Flow; minutesKnown: number }

type Row = {
  what: 'recorded' | 'sent'
  isWebhook: boolean
  /** Null for the whole hour. */
  minutesAgo: number | null
  count: number
  medianMs: number | null
  slowMs: number | null
}

// No index has deliveries by when they were sent, so older ones that are sent now are not looked at.
const backMs = 2 * 3_600_000

const minutesAgo = (moment: SQL) =>
  sql`greatest(0, floor(extract(epoch from now() - ${moment}) / 60))::integer`

const tookMs = sql`(1000 * extract(epoch from sent_at - begun_at))::float8`

const count = (latest: SQL) => sql`
  with latest as materialized (${latest})
  select 'recorded' as what, "isWebhook", minute as "minutesAgo", count(*)::integer as count,
    null::float8 as "medianMs", null::float8 as "slowMs"
  from (select *, ${minutesAgo(sql`created_at`)} as minute from latest) as recorded
  where minute < 60 group by grouping sets (("isWebhook", minute), ("isWebhook"))
  union all
  select 'sent', "isWebhook", minute, count(*)::integer, percentile_disc(0.5) within group (order by ${tookMs}),
    percentile_disc(0.95) within group (order by ${tookMs})
  from (select *, ${minutesAgo(sql`sent_at`)} as minute from latest where sent_at is not null) as sent
  where minute < 60 group by grouping sets (("isWebhook", minute), ("isWebhook"))`

/**
 * Counts what was recorded and sent in the last hour, among the latest `rowsMax` deliveries that were recorded in the last
 * two, in a transaction that reads more.
 */
export async function selectFlows(tx: Transaction, rowsMax: number): Promise<Flows> {
  const latest = sql`
    select id, kind = 'webhook' as "isWebhook", created_at, sent_at, coalesce(redriven_at, created_at) as begun_at
    from deliveries where id >= ${leastDeliveryId(Date.now() - backMs)}::uuid
    order by id desc ${sql.raw(`limit ${rowsMax}`)}`
  const [rows, [end]] = await together([
    run<Row>(tx, count(latest)),
    run<{ minutes: number }>(
      tx,
      sql`
        select ${minutesAgo(sql`created_at`)} as minutes from (${latest}) as latest
        order by id desc offset ${rowsMax - 1} limit 1`,
    ),
  ])
  const minutesKnown = Math.min(60, end?.minutes ?? 60)
  const flowOf = (isWebhook: boolean): Flow => {
    const of = (what: Row['what']) => rows.filter(row => row.what === what && row.isWebhook === isWebhook)
    const [recorded, sent] = [of('recorded'), of('sent')]
    const hour = sent.find(row => row.minutesAgo === null)
    return {
      recorded: recorded.find(row => row.minutesAgo === null)?.count ?? 0,
      sent: hour?.count ?? 0,
      medianMs: hour?.medianMs ?? null,
      slowMs: hour?.slowMs ?? null,
      recordedPerMinute: perMinute(recorded, minutesKnown, row => row?.count ?? 0),
      sentPerMinute: perMinute(sent, minutesKnown, row => row?.count ?? 0),
      slowMsPerMinute: perMinute(sent, minutesKnown, row => row?.slowMs ?? null),
    }
  }
  return { mail: flowOf(false), webhook: flowOf(true), minutesKnown }
}

function perMinute(rows: Row[], minutesKnown: number, valueIn: (row: Row | undefined) => number | null) {
  const byMinute = new Map(rows.map(row => [row.minutesAgo, row]))
  return Array.from({ length: 60 }, (_, n) => 59 - n).map(ago =>
    ago < minutesKnown ? valueIn(byMinute.get(ago)) : null,
  )
}
