/** What became of the jobs that a worker has ended: it had their locks until then, or somebody else has the job. */
export type EndedJobs = { kept: number; lost: number }

const lostShareMax = 0.1
const regained = 0.1

/**
 * How many jobs a worker takes at once from now on. One that has lost more than a tenth of its jobs takes more than it can
 * do while they are its own, so that others do them again: it takes half as many. While it loses none it takes a tenth of
 * `max` more.
 */
export function nextJobsAtOnce(atOnce: number, max: number, { kept, lost }: EndedJobs): number {
  if (lost > lostShareMax * (kept + lost)) return Math.max(1, Math.floor(atOnce / 2))
  return lost === 0 ? Math.min(max, atOnce + Math.ceil(regained * max)) : atOnce
}

type Limited = { concurrency: number }

/**
 * Lets a worker take as many jobs at once, `max` at most, as it does within their locks. It looks every `lockMs`, and calls
 * `onFewer` when it lets the worker take fewer.
 */
export function limitJobsAtOnce(
  worker: Limited,
  max: number,
  lockMs: number,
  onFewer?: (jobsAtOnce: number) => void,
) {
  let ended: EndedJobs = { kept: 0, lost: 0 }
  const looking = setInterval(() => {
    const next = nextJobsAtOnce(worker.concurrency, max, ended)
    if (next < worker.concurrency) onFewer?.(next)
    worker.concurrency = next
    ended = { kept: 0, lost: 0 }
  }, lockMs)
  looking.unref()
  return {
    countKept() {
      ended.kept += 1
    },
    countLost() {
      ended.lost += 1
    },
    stop: () => clearInterval(looking),
  }
}
