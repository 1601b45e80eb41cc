import type { Worker } from 'bullmq'

/** How many jobs a worker has ended, with their locks until then, and of how many it has lost the lock. */
export type JobCounts = { kept: number; lost: number }

const lostShareMax = 0.1
const raiseShare = 0.1
// BullMQ looks at its limit when a job ends: a single one that takes long would keep the limit from being raised.
const jobsMin = 2

/**
 * How many jobs a worker takes at once from now on. One that has lost the locks of more than a tenth takes more than it can
 * finish while it holds them, so that others do them again: it takes half as many. One that has lost none takes a tenth of
 * `max` more.
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
  const lost = new Set<string>()
  const countKept = () => {
    counts.kept += 1
  }
  worker
    .on('completed', countKept)
    .on('failed', countKept)
    .on('lockRenewalFailed', jobIds => {
      // It is reported again until the job ends.
      const isNew = jobIds.filter(id => !lost.has(id))
      for (const id of isNew) lost.add(id)
      counts.lost += isNew.length
    })
  const looking = setInterval(() => {
    const before = worker.concurrency
    worker.concurrency = nextJobsAtOnce(before, max, counts)
    counts = { kept: 0, lost: 0 }
    if (worker.concurrency < before) onFewer?.()
  }, lockMs)
  looking.unref()
  return {
    /** For a job that was put off, of which BullMQ emits no event. */
    countKept,
    /** The worker no longer works on the job. */
    forget: (jobId: string) => lost.delete(jobId),
    stop: () => clearInterval(looking),
  }
}
