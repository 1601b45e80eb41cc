import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { run } from '../database/statement.ts'
import type { DeliveredBy } from './delivery.ts'

/** A delivery that is neither sent nor dead, and in how many milliseconds it is due. */
export type OpenDelivery = { deliveryId: string; dueInMs: number }

const isOpen = (by: DeliveredBy) =>
  sql`status in ('queued', 'sending', 'waiting') and (kind = 'webhook') = ${by === 'webhook'}`

/** How many deliveries are neither sent nor dead. */
export async function countOpenDeliveries(db: Db, by: DeliveredBy = 'mail'): Promise<number> {
  const [row] = await run<{ open: string }>(
    db,
    sql`select count(*) as open from deliveries where ${isOpen(by)}`,
  )
  return Number(row?.open)
}

/** Up to `limit` open deliveries recorded before `before` (a delivery id; absent: all), the newest first. */
export async function listOpenDeliveries(
  db: Db,
  { by = 'mail', before, limit }: { by?: DeliveredBy; before?: string | undefined; limit: number },
): Promise<OpenDelivery[]> {
  const open = await run<{ id: string; due_in_ms: string }>(
    db,
    sql`
      select id, greatest(0, ceil(1000 * extract(epoch from coalesce(due_at, claimed_until, now()) - now()))) as due_in_ms
      from deliveries
      where ${isOpen(by)} ${before ? sql`and id < ${before}::uuid` : sql``}
      order by id desc limit ${limit}`,
  )
  return open.map(({ id, due_in_ms }) => ({ deliveryId: id, dueInMs: Number(due_in_ms) }))
}
