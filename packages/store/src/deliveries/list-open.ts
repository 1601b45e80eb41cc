import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { given, ids } from '../database/values.ts'
import type { DeliveredBy } from './delivery.ts'

/** A delivery that is neither sent nor dead, and in how many milliseconds it is due. */
export type OpenDelivery = { deliveryId: string; by: DeliveredBy; dueInMs: number }

/** Some of the open deliveries: those whose ids lie between `after` and `before` (both exclusive; absent: no limit). */
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

// No UUID of version 7 equals either of them (RFC 9562 section 5).
const nilUuid = '00000000-0000-0000-0000-000000000000'
const maxUuid = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** Up to `limit` open deliveries of a range, beginning with the newest or the oldest. Reads no more rows than it returns. */
export function listOpenDeliveries(
  db: Db,
  { after = nilUuid, before = maxUuid, from, limit }: OpenRange,
): Promise<OpenDelivery[]> {
  return listFrom[from](db, { after, before, limit })
}

/** Those of some deliveries that are open. */
export function findOpenDeliveries(db: Db, deliveryIds: string[]): Promise<OpenDelivery[]> {
  return find(db, { ids: deliveryIds })
}

/** The least id (UUID v7) that a delivery recorded at this moment can have; `atMs` as of `Date.now()`. */
export function leastDeliveryId(atMs: number): string {
  const time = Math.floor(atMs).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`
}
