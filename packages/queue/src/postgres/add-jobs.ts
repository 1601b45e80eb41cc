import type { JobJson } from 'bullmq'
import type { Pool } from 'pg'

/** A job that BullMQ adds, with the id that it is to have. */
export type AddedJob = { job: JobJson; jobId: string }

// What BullMQ's add_jobs_bulk does, which however creates and drops two tables in each call, and inserts two events for
// each job. In the order of the ids, so that producers that add the same jobs at the same time wait for each other in one
// order.
const statement = `
with added as (
  insert into bullmq.job
    (queue, id, seq, name, state, data, opts, delay_ms, max_attempts, added_at_ms, process_at_ms)
  select $1, id, nextval('bullmq.job_seq'), name,
    (case when delay > 0 then 'delayed' else 'waiting' end)::bullmq.job_state,
    data::jsonb, opts::jsonb, delay, attempts, added_at, case when delay > 0 then added_at + delay end
  from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::int[], $8::bigint[])
    as job (id, name, data, opts, delay, attempts, added_at)
  order by id
  on conflict (queue, id) do nothing
  returning id
)
select pg_notify('bullmq_jobs', $1) where exists (select from added)`

/** Whether a job needs nothing of BullMQ but to be added: no parent, no order of its own, no deduplication. */
export function isPlain({ job, jobId }: AddedJob): boolean {
  const { parent, parentKey, priority, repeatJobKey, deduplicationId, opts } = job
  return (
    Boolean(jobId) && !parent && !parentKey && !priority && !repeatJobKey && !deduplicationId && !opts.lifo
  )
}

/** Adds plain jobs with one statement and wakes the workers. A job that exists already is not changed. */
export async function addJobs(pool: Pool, queue: string, jobs: AddedJob[]): Promise<void> {
  await pool.query(statement, [
    queue,
    jobs.map(({ jobId }) => jobId),
    jobs.map(({ job }) => job.name),
    jobs.map(({ job }) => job.data),
    jobs.map(({ job }) => JSON.stringify(job.opts)),
    jobs.map(({ job }) => job.delay ?? job.opts.delay ?? 0),
    jobs.map(({ job }) => job.opts.attempts ?? 1),
    jobs.map(({ job }) => job.timestamp),
  ])
}
