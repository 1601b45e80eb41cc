import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { given } from '../database/values.ts'
import { ago, firstIdOf, hasEnded } from './age.ts'

/**
 * Deletes up to `limit` rows that are older than `ageMs`, the oldest first. Resolves to their number. Locks no row that
 * a call or an attempt needs.
 */
export type Sweep = (db: Db, ageMs: number, limit: number) => Promise<number>

// As an array the rows are found first and looked up by their keys then. For `in` the planner, which takes a limit that it
// does not know for a tenth of the table, reads all of it.

/** Deletes deliveries without a link that have ended. `table` is a partition that has them, or all of them. */
export const sweepDeliveriesIn = (table: string) =>
  sweepOf(sql`
  delete from deliveries where id in (
    select id from ${sql.identifier(table)}
    where link_id is null and id < ${given('firstId')}::uuid and created_at < ${ago} and ${hasEnded}
    order by id limit ${given('limit')} for update skip locked
  )`)

export const sweepDeliveries = sweepDeliveriesIn('deliveries')

/**
 * Deletes events in the order of their sequence, which is also the order of their time. `table` is a partition that has
 * them, or all of them.
 */
export const sweepEventsIn = (table: string) =>
  sweepOf(sql`
  delete from events where sequence = any(array(
    select sequence from (select sequence, at from ${sql.identifier(table)} order by sequence limit ${given('limit')}) as oldest
    where at < ${ago}
  ))`)

export const sweepEvents = sweepEventsIn('events')

/** Deletes attempts at deliveries that have ended. `table` is a partition that has them, or all of them. */
export const sweepAttemptsIn = (table: string) =>
  sweepOf(sql`
  with old as materialized (
    select delivery_id, number from ${sql.identifier(table)} join deliveries on deliveries.id = delivery_id
    where delivery_id < ${given('firstId')}::uuid and started_at < ${ago} and status in ('sent', 'dead')
    order by delivery_id, number limit ${given('limit')}
  )
  delete from attempts using old
  where attempts.delivery_id = any(array(select delivery_id from old))
    and attempts.delivery_id = old.delivery_id and attempts.number = old.number`)

export const sweepAttempts = sweepAttemptsIn('attempts')

export const sweepIdempotencyKeys = sweepOf(sql`
  delete from idempotency_keys where (caller, key) in (
    select caller, key from idempotency_keys where created_at < ${ago} order by created_at limit ${given('limit')}
  ) and created_at < ${ago}`)

/** Deletes challenges that expired more than `ageMs` ago. */
export const sweepChallenges = sweepOf(sql`
  delete from challenges where challenge = any(array(
    select challenge from challenges where expires_at < ${ago} order by expires_at limit ${given('limit')}
  ))`)

/** Deletes undo links that expired more than `ageMs` ago. */
export const sweepUndoLinks = sweepOf(sql`
  delete from undo_links where id = any(array(
    select id from undo_links where expires_at < ${ago} order by expires_at limit ${given('limit')}
  ))`)

/** Deletes lines of the audit in the order of their sequence, which is also the order of their time. */
export const sweepAudit = sweepOf(sql`
  delete from audit where sequence = any(array(
    select sequence from (select sequence, at from audit order by sequence limit ${given('limit')}) as oldest
    where at < ${ago}
  ))`)

/** Deletes the sessions of operators that ended more than `ageMs` ago. */
export const sweepSessions = sweepOf(sql`
  delete from operator_sessions where id_hash = any(array(
    select id_hash from operator_sessions where ends_at < ${ago} order by ends_at limit ${given('limit')}
  ))`)

/** Deletes suppressions; the next mail to the address shows whether it is still of no use. */
export const sweepSuppressions = sweepOf(sql`
  delete from suppressions where address_hash = any(array(
    select address_hash from suppressions where created_at < ${ago} order by created_at limit ${given('limit')}
  ))`)

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
