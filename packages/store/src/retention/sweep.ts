import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { run } from '../database/statement.ts'

/** Deletes up to `limit` rows older than `ageMs`, the oldest first; says how many. Locks nothing that a call or an attempt needs. */
export type Sweep = (db: Db, ageMs: number, limit: number) => Promise<number>

/** Events, by their sequence, which is the order of their time. */
export const sweepEvents: Sweep = (db, ageMs, limit) =>
  count(
    db,
    sql`
      delete from events where sequence in (
        select sequence from (select sequence, at from events order by sequence limit ${limit}) as oldest
        where at < ${ago(ageMs)}
      )`,
  )

/** Attempts at deliveries that have ended. */
export const sweepAttempts: Sweep = (db, ageMs, limit) =>
  count(
    db,
    sql`
      delete from attempts where (delivery_id, number) in (
        select delivery_id, number from attempts join deliveries on deliveries.id = delivery_id
        where delivery_id < ${firstIdOf(ageMs)}::uuid and started_at < ${ago(ageMs)} and status in ('sent', 'dead')
        order by delivery_id, number limit ${limit}
      )`,
  )

/** Links that nobody tries to mail any more, with their deliveries and what is left of the attempts. */
export const sweepLinks: Sweep = (db, ageMs, limit) =>
  count(
    db,
    sql`
      with old as (
        select id from links
        where id < ${firstIdOf(ageMs)}::uuid and created_at < ${ago(ageMs)} and not exists (
          -- The offset keeps this a look at each link: as a join it would read all deliveries.
          select from deliveries where link_id = links.id and not ${hasEnded(ageMs)} offset 0
        )
        order by id limit ${limit}
      ),
      -- Somebody may be redriving one: what counts is how they stand once they are ours.
      held as (
        select link_id, ${hasEnded(ageMs)} as ended from deliveries where link_id in (select id from old)
        order by id for update skip locked
      )
      delete from links where id in (select id from old)
        and (select count(*) from deliveries where link_id = links.id)
          = (select count(*) from held where link_id = links.id and ended)`,
  )

const hasEnded = (ageMs: number) =>
  sql`(status in ('sent', 'dead') and (redriven_at is null or redriven_at < ${ago(ageMs)}))`

export const sweepIdempotencyKeys: Sweep = (db, ageMs, limit) =>
  count(
    db,
    sql`
      delete from idempotency_keys where (caller, key) in (
        select caller, key from idempotency_keys where created_at < ${ago(ageMs)} order by created_at limit ${limit}
      ) and created_at < ${ago(ageMs)}`,
  )

/** Challenges, by the time they ended. */
export const sweepChallenges: Sweep = (db, ageMs, limit) =>
  count(
    db,
    sql`
      delete from challenges where challenge in (
        select challenge from challenges where expires_at < ${ago(ageMs)} order by expires_at limit ${limit}
      )`,
  )

/** Allowances that were whole again so long ago; without a row an allowance is whole. */
export const sweepAllowances: Sweep = (db, ageMs, limit) =>
  count(
    db,
    sql`
      delete from allowances where subject in (
        select subject from allowances where spent_until < ${ago(ageMs)} limit ${limit}
      ) and spent_until < ${ago(ageMs)}`,
  )

async function count(db: Db, deletion: SQL): Promise<number> {
  const [row] = await run<{ deleted: string }>(
    db,
    sql`with deleted as (${deletion} returning 1) select count(*) as deleted from deleted`,
  )
  return Number(row?.deleted)
}

const ago = (ms: number) => sql`now() - ${ms} * interval '1 millisecond'`

// Ids are in the order of their time (RFC 9562 section 5.7), so that the primary key finds the old rows.
function firstIdOf(ageMs: number): string {
  const hex = Math.max(0, Date.now() - ageMs)
    .toString(16)
    .padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}
