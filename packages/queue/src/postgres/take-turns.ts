import type { JobJson } from 'bullmq'
import type { Pool } from 'pg'
import { steadyNow } from '../steady-clock.ts'
import { type JobRow, toJobJson } from './job-row.ts'

/** What one slot of a worker asks for: that its job is removed because it is `done`, the next job, or both. */
export type Turn = { token: string; done?: string; claims: boolean }

/** BullMQ's answer to a worker that fetches a job: the job and its id, or when the next delayed job is due. */
export type NextJob = [job: JobJson | null, id: string, rateLimitMs: number, delayUntil: number]

/**
 * `done`: the job was removed. `next` is undefined if nothing was claimed because BullMQ itself must decide: the queue
 * is paused, or has a limit for all workers.
 */
export type TurnOutcome = { done: boolean; next: NextJob | undefined }

type Row = { is_held: boolean; missed: string[]; next_delay: string | null } & (
  | JobRow
  | { id: null; lock_token: null }
)

// What BullMQ's move_to_completed and move_to_active do with one job, for a job without parents, schedulers and limits:
// waiting jobs and delayed jobs that are due, in the order of their priority and age. Without the events, which nobody
// reads. A job whose lock was lost is not removed, and then nothing is claimed for its slot.
const statement = `
with turn as (
  select * from unnest($2::text[], $3::text[], $4::boolean[]) as turn (token, done, claims)
), removed as (
  delete from bullmq.job using turn
  where job.queue = $1 and job.id = turn.done and job.state = 'active' and job.lock_token = turn.token
  returning job.id
), signal as (
  select
    exists (
      select from bullmq.meta
      where queue = $1 and (field in ('concurrency', 'max') or (field = 'paused' and value = '1'))
    ) as is_held,
    array(select done from turn where done is not null and done not in (select id from removed)) as missed
), slot as (
  select token, row_number() over () as number
  from turn, signal
  where claims and not is_held and (done is null or done <> all (missed))
), waiting as (
  select id, priority, seq from bullmq.job
  where queue = $1 and state = 'waiting'
  order by priority, seq limit (select count(*) from slot) for update skip locked
), due as (
  select id, priority, seq from bullmq.job
  where queue = $1 and state = 'delayed' and process_at_ms <= $5::bigint
  order by process_at_ms limit (select count(*) from slot) for update skip locked
), ready as (
  select id, row_number() over (order by priority, seq) as number
  from (select * from waiting union all select * from due) as either
), claimed as (
  update bullmq.job
  set state = 'active', delay_ms = case state when 'delayed' then 0 else delay_ms end, lock_token = slot.token,
    locked_until_ms = $5::bigint + $6::bigint, processed_at_ms = $5::bigint, processed_by = null,
    attempts_started = attempts_started + 1
  from ready join slot using (number)
  where job.queue = $1 and job.id = ready.id
  returning job.*
)
select is_held, missed, claimed.*,
  (
    select min(process_at_ms) from bullmq.job
    where queue = $1 and state = 'delayed' and process_at_ms > $5::bigint
  ) as next_delay
from signal left join claimed on true`

/** Removes the jobs that are done and gives a job to each slot that claims one, with one statement. */
export async function takeTurns(
  pool: Pool,
  queue: string,
  lockMs: number,
  turns: Turn[],
): Promise<TurnOutcome[]> {
  const { rows } = await pool.query<Row>(statement, [
    queue,
    turns.map(({ token }) => token),
    turns.map(({ done }) => done ?? null),
    turns.map(({ claims }) => claims),
    steadyNow(),
    lockMs,
  ])
  const missed = new Set(rows[0]?.missed)
  const nothing: NextJob = [null, '', 0, Number(rows[0]?.next_delay ?? 0)]
  const jobs = new Map(rows.flatMap(row => (row.id === null ? [] : [[row.lock_token, toJobJson(row)]])))
  return turns.map(({ token, done, claims }) => {
    const job = jobs.get(token)
    const next: NextJob = job ? [job, job.id, 0, 0] : nothing
    return {
      done: done !== undefined && !missed.has(done),
      next: claims && !rows[0]?.is_held ? next : undefined,
    }
  })
}
