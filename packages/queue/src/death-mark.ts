import type { Job } from 'bullmq'

/**
 * Stored as the progress of a job before it fails: the attempt after which its delivery died, and how often the job had
 * failed before. A retry out of the failed set keeps the progress and BullMQ's count of failures, which this failure
 * has incremented. A delay, or the death of the worker, does not increment that count.
 */
export type DeathMark = { deadAfter: number; failedBefore: number }

export function deathMark(job: Pick<Job, 'attemptsMade'>, attempts: number): DeathMark {
  return { deadAfter: attempts, failedBefore: job.attemptsMade }
}

/**
 * The attempt after which the delivery of this job died, if the job failed after it was marked and was then retried.
 * Undefined if the worker died between the mark and the failure: an operator did not request a redrive.
 */
export function redriveAfter({
  progress,
  attemptsMade,
}: Pick<Job, 'progress' | 'attemptsMade'>): number | undefined {
  const { deadAfter, failedBefore = 0 } = (progress ?? {}) as Partial<DeathMark>
  return typeof deadAfter === 'number' && attemptsMade > failedBefore ? deadAfter : undefined
}
