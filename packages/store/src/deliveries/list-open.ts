import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { given, ids } from '../database/values.ts'
import type { DeliveredBy } from './delivery.ts'

/** A delivery that is neither sent nor dead. It is due in `dueInMs`. */
export type OpenDelivery = { deliveryId: string; by: DeliveredBy; dueInMs: number }

/** The open deliveries whose ids are between `after` and `before`, both exclusive; absent: no limit. */
export type OpenRange = { after?: string; before?: string; from: 'newest' | 'oldest'; limit: number }

const open = sql`
  select id as "deliveryId", case kind when 'webhook' then 'webhook' else 'mail' end as "by",
    greatest(0, ceil(1000 * extract(epoch from coalesce(due_at, claimed_until, now()) - now())))::float8 as "dueInMs"
  from deliveries
  where status in ('queued', 'sending', 'waiting')`

const inRange = sql`id > ${given('after')}::uuid and id < ${given('before')}::uuid`

const listFrom = {
  newest: statement<OpenDelivery>(sql`${open} and ${inRange} order by id desc limit ${given('limit')}`),
  oldest: statement<OpenDelivery>(sql`${open} and ${inRange} order by id limit ${given('limit')}`),
}

const find = statement<OpenDelivery>(sql`${open} and id in ${ids('ids')}`)

// The nil and the max UUID; no UUID of version 7 equals either (RFC 9562 section 5).
export const nilUuid = '00000000-0000-0000-0000-000000000000'
export const maxUuid = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/**
 * Lists up to `limit` open deliveries of a range, the newest or the oldest first. Reads no more rows than it returns.
 */
export function listOpenDeliveries(
  db: Db,
  { after = nilUuid, before = maxUuid, from, limit }: OpenRange,
): Promise<OpenDelivery[]> {
  return listFrom[from](db, { after, before, limit })
}

/** Finds the deliveries with these ids that are open. */
export function findOpenDeliveries(db: Db, deliveryIds: string[]): Promise<OpenDelivery[]> {
  return find(db, { ids: deliveryIds })
}

/**
 * The least id (UUID v7) of a delivery that is recorded at `atMs`, a time as of `Date.now()`, or later; none is before
 * 1970.
 */
export function leastDeliveryId(atMs: number): string {
  const time = Math.max(0, Math.floor(atMs)).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`
}
