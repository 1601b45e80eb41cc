import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { given } from '../database/values.ts'
import { ago, firstIdOf } from './age.ts'

/**
 * Deletes up to `limit` rows that are older than `ageMs`, the oldest first. Resolves to their number. Locks no row that
 * a call or an attempt needs.
 */
export type Sweep = (db: Db, ageMs: number, limit: number) => Promise<number>

/** Deletes events in the order of their sequence, which is also the order of their time. */
export const sweepEvents = sweepOf(sql`
  delete from events where sequence in (
    select sequence from (select sequence, at from events order by sequence limit ${given('limit')}) as oldest
    where at < ${ago}
  )`)

/** Deletes attempts at deliveries that have ended. */
export const sweepAttempts = sweepOf(sql`
  delete from attempts where (delivery_id, number) in (
    select delivery_id, number from attempts join deliveries on deliveries.id = delivery_id
    where delivery_id < ${given('firstId')}::uuid and started_at < ${ago} and status in ('sent', 'dead')
    order by delivery_id, number limit ${given('limit')}
  )`)

export const sweepIdempotencyKeys = sweepOf(sql`
  delete from idempotency_keys where (caller, key) in (
    select caller, key from idempotency_keys where created_at < ${ago} order by created_at limit ${given('limit')}
  ) and created_at < ${ago}`)

/** Deletes challenges that expired more than `ageMs` ago. */
export const sweepChallenges = sweepOf(sql`
  delete from challenges where challenge in (
    select challenge from challenges where expires_at < ${ago} order by expires_at limit ${given('limit')}
  )`)

/** Deletes undo links that expired more than `ageMs` ago. */
export const sweepUndoLinks = sweepOf(sql`
  delete from undo_links where id in (
    select id from undo_links where expires_at < ${ago} order by expires_at limit ${given('limit')}
  )`)

/** Deletes allowances that have been fully replenished for `ageMs`; a subject without a row has its full allowance. */
export const sweepAllowances = sweepOf(sql`
  delete from allowances where subject in (
    select subject from allowances where spent_until < ${ago} limit ${given('limit')}
  ) and spent_until < ${ago}`)

function sweepOf(deletion: SQL): Sweep {
  const remove = statement<{ deleted: number }>(sql`
    with deleted as (${deletion} returning 1) select count(*)::int as deleted from deleted`)
  return async (db, ageMs, limit) => {
    const [row] = await remove(db, { ageMs, limit, firstId: firstIdOf(ageMs) })
    return row?.deleted ?? 0
  }
}
