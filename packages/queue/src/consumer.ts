/**
 * The result for a job: done, retry later, or dead after this number of `attempts`. `dead` is the reason, which the
 * Bull dashboard shows.
 */
export type Verdict = { done: true } | { retryInMs: number } | { dead: string; attempts: number }

/**
 * A delivery that is due. `redriveAfter`: an operator retried its job, which failed because it was dead after this
 * attempt.
 */
export type DueDelivery = { deliveryId: string; redriveAfter: number | undefined }

export type Deliver = (delivery: DueDelivery) => Promise<Verdict>

export type ConsumerOptions = {
  /** How many jobs are processed at once at most: fewer while the worker loses their locks. */
  concurrency: number
  /** How long the failed jobs of dead deliveries are kept. */
  keepDeadMs: number
  /** How long a worker keeps the lock of a job without renewing it. */
  lockMs: number
  /** How often an idle worker looks for jobs without having been woken. */
  pollMs?: number
  /** Called with an error, unless one with the same message was reported less than a minute ago. */
  onError: (error: Error) => void
  /** Called once, when jobs begin to be taken. */
  onRunning?: () => void
  /** Called when fewer jobs are taken at once, with how many. */
  onFewer?: (jobsAtOnce: number) => void
}

export type Consumer = {
  isRunning: () => boolean
  /** How many jobs are taken at once now. */
  jobsAtOnce: () => number
  /** Stops taking jobs and resolves when the jobs in flight have ended. */
  close: () => Promise<void>
}
