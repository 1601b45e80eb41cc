import type { Worker } from 'bullmq'

/** How many jobs a worker has ended, with their locks until then, and of how many it has lost the lock. */
export type JobCounts = { kept: number; lost: number }

const lostShareMax = 0.05
const raiseShare = 0.05
// BullMQ looks at its limit when a job ends: a single one that takes long would keep the limit from being raised.
const jobsMin = 2

/**
 * How many jobs a worker takes at once from now on. One that has lost the locks of more than a twentieth takes more
 * than it can finish while it holds them, so that others do them again: it takes half as many. One that has lost none
 * takes a twentieth of `max` more.
 */
export function nextJobsAtOnce(atOnce: number, max: number, { kept, lost }: JobCounts): number {
  if (lost > lostShareMax * (kept + lost)) return Math.max(Math.min(jobsMin, max), Math.floor(atOnce / 2))
  return lost === 0 && kept > 0 ? Math.min(max, atOnce + Math.ceil(raiseShare * max)) : atOnce
}

/**
 * Lets a worker take as many jobs at once, `max` at most, as it finishes while it holds their locks. It looks every
 * `lockMs`, and calls `onFewer` once it lets the worker take fewer.
 */
export function limitJobsAtOnce(worker: Worker, max: number, lockMs: number, onFewer?: () => void) {
  let counts: JobCounts = { kept: 0, lost: 0 }
  let lost = new Set<string>()
  let lostBefore = new Set<string>()

  function countKept() {
    counts.kept += 1
  }
  // That a lock could not be renewed is reported again until the job ends, and then the result is refused.
  function countLost(jobId: string) {
    if (!lost.has(jobId) && !lostBefore.has(jobId)) counts.lost += 1
    lost.add(jobId)
  }
  function look() {
    const before = worker.concurrency
    worker.concurrency = nextJobsAtOnce(before, max, counts)
    counts = { kept: 0, lost: 0 }
    lostBefore = lost
    lost = new Set()
    if (worker.concurrency < before) onFewer?.()
  }

  worker
    .on('completed', countKept)
    .on('failed', countKept)
    .on('lockRenewalFailed', jobIds => jobIds.forEach(countLost))
    .on('error', error => {
      if (isRefusal(error)) countLost(jobIn(error.message))
    })
  const looking = setInterval(look, lockMs)
  looking.unref()
  return {
    /** For a job that was put off, of which BullMQ emits no event. */
    countKept,
    /** For a job that could not be put off, because it was refused. */
    countLost,
    stop: () => clearInterval(looking),
  }
}

/**
 * Whether the queue answered that it does not change the job. Such an error of BullMQ has a numeric code, one of the
 * connection has not.
 */
export const isRefusal = (error: unknown): boolean => typeof (error as { code?: unknown }).code === 'number'

// `Missing lock for job <id>. moveToFinished`, and the like.
const jobIn = (message: string): string => /\bjob ([^\s.]+)/i.exec(message)?.[1] ?? message
