import type { JobJson, JobProgress, JobsOptions } from 'bullmq'

/** A row of BullMQ's table of jobs, as node-postgres reads it: a bigint is a string. */
export type JobRow = {
  id: string
  name: string
  data: unknown
  opts: JobsOptions
  priority: number
  delay_ms: string
  attempts_made: number
  attempts_started: number
  progress: JobProgress | null
  failed_reason: string | null
  stacktrace: string[] | null
  deferred_failure: string | null
  added_at_ms: string
  processed_at_ms: string
  lock_token: string
  stalled_count: number
  dedup_id: string | null
  scheduler_id: string | null
  parent_queue: string | null
  parent_id: string | null
  parent_key: string | null
}

/** A claimed job in the form from which BullMQ makes its Job. */
export function toJobJson(row: JobRow): JobJson {
  return {
    id: row.id,
    name: row.name,
    data: JSON.stringify(row.data),
    opts: row.opts,
    priority: row.priority,
    delay: Number(row.delay_ms),
    attemptsMade: row.attempts_made,
    attemptsStarted: row.attempts_started,
    progress: row.progress ?? 0,
    failedReason: row.failed_reason ?? '',
    stacktrace: JSON.stringify(row.stacktrace ?? []),
    returnvalue: 'null',
    timestamp: Number(row.added_at_ms),
    processedOn: Number(row.processed_at_ms),
    stalledCounter: row.stalled_count,
    ...(row.deferred_failure === null ? {} : { deferredFailure: row.deferred_failure }),
    ...(row.dedup_id === null ? {} : { deduplicationId: row.dedup_id }),
    ...(row.scheduler_id === null ? {} : { repeatJobKey: row.scheduler_id }),
    ...(row.parent_key === null ? {} : { parentKey: row.parent_key }),
    ...(row.parent_id === null ? {} : { parent: { id: row.parent_id, queueKey: row.parent_queue ?? '' } }),
  }
}
