import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rows } from '../database/rows.ts'
import { run } from '../database/statement.ts'
import type { DeliveredBy } from './delivery.ts'

/** A delivery that is neither sent nor dead, and in how many milliseconds it is due. */
export type OpenDelivery = { deliveryId: string; by: DeliveredBy; dueInMs: number }

/** Some of the open deliveries: those whose ids lie between `after` and `before` (both exclusive; absent: no limit). */
export type OpenRange = { after?: string; before?: string; from: 'newest' | 'oldest'; limit: number }

const open = sql`
  select id, kind = 'webhook' as is_webhook,
    greatest(0, ceil(1000 * extract(epoch from coalesce(due_at, claimed_until, now()) - now()))) as due_in_ms
  from deliveries
  where status in ('queued', 'sending', 'waiting')`

/** Up to `limit` open deliveries of a range, beginning with the newest or the oldest. Reads no more rows than it returns. */
export function listOpenDeliveries(
  db: Db,
  { after, before, from, limit }: OpenRange,
): Promise<OpenDelivery[]> {
  return find(
    db,
    sql`${open}
      ${after ? sql`and id > ${after}::uuid` : sql``} ${before ? sql`and id < ${before}::uuid` : sql``}
      order by id ${from === 'newest' ? sql`desc` : sql`asc`} limit ${limit}`,
  )
}

/** Those of some deliveries that are open. */
export function findOpenDeliveries(db: Db, deliveryIds: string[]): Promise<OpenDelivery[]> {
  const asked = rows(
    deliveryIds.map(id => ({ id })),
    { id: 'uuid' },
  )
  return find(db, sql`${open} and id in (select given.id from ${asked})`)
}

/** The least id (UUID v7) that a delivery recorded at this moment can have; `atMs` as of `Date.now()`. */
export function leastDeliveryId(atMs: number): string {
  const time = Math.floor(atMs).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`
}

async function find(db: Db, query: SQL): Promise<OpenDelivery[]> {
  const found = await run<{ id: string; is_webhook: boolean; due_in_ms: string }>(db, query)
  return found.map(({ id, is_webhook, due_in_ms }) => ({
    deliveryId: id,
    by: is_webhook ? 'webhook' : 'mail',
    dueInMs: Number(due_in_ms),
  }))
}
