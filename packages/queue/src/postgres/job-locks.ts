import type { Pool } from 'pg'
import { steadyNow } from '../steady-clock.ts'

// What BullMQ does with the locks of jobs, with times of a steady clock: one worker's check that is dated an hour ahead
// would prevent everybody's for an hour. BullMQ's own check for stalled jobs writes every active job: it waits for the rows
// of other statements, and ends in deadlocks with those that extend locks and remove jobs. These wait for no row of a job.

// Jobs of a worker that died keep their place before those that came later.
const release = `
with check_now as (
  insert into bullmq.meta as mark (queue, field, value) values ($1, 'stalled-check', $2::bigint::text)
  on conflict (queue, field) do update set value = excluded.value where mark.value::bigint <= $2::bigint - $3::bigint
  returning queue
), stalled as (
  select id from bullmq.job join check_now using (queue)
  where state = 'active' and locked_until_ms < $2
  for update of job skip locked
), released as (
  update bullmq.job
  set state = 'waiting', lock_token = null, locked_until_ms = null, stalled_count = stalled_count + 1
  from stalled
  where job.queue = $1 and job.id = stalled.id
  returning job.id
)
select array_agg(id) as ids, pg_notify('bullmq_jobs', $1) from released having count(*) > 0`

/** Gives jobs whose lock was not extended back to the queue, unless that was done less than `everyMs` ago. Their ids. */
export async function releaseStalled(pool: Pool, queue: string, everyMs: number): Promise<string[]> {
  const { rows } = await pool.query<{ ids: string[] }>(release, [queue, steadyNow(), everyMs])
  return rows.flatMap(({ ids }) => ids)
}

// A row that another statement has locked is left out: its job is being removed or delayed, or is extended the next time.
const extend = `
with held as (
  select job.id, token from bullmq.job
  join unnest($2::text[], $3::text[]) as held (id, token) on job.id = held.id and job.lock_token = held.token
  where job.queue = $1 and job.state = 'active'
), free as (
  select id, token from bullmq.job join held using (id) where queue = $1 for update of job skip locked
), extended as (
  update bullmq.job set locked_until_ms = $4 from free
  where job.queue = $1 and job.id = free.id and job.state = 'active' and job.lock_token = free.token
)
select id from held`

type Held = { jobIds: string[]; tokens: string[]; lockMs: number }

/** Extends the locks of jobs. Resolves to the ids of the jobs whose lock was lost. */
export async function extendLocks(
  pool: Pool,
  queue: string,
  { jobIds, tokens, lockMs }: Held,
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(extend, [queue, jobIds, tokens, steadyNow() + lockMs])
  const held = new Set(rows.map(({ id }) => id))
  return jobIds.filter(id => !held.has(id))
}
