import type { Job } from 'bullmq'

/**
 * Written into a job's progress just before it fails: after which attempt its delivery died, and how often the job had
 * failed until then. A retry out of the failed set keeps both the progress and the count, which the failure has raised;
 * a job that is put off, or whose worker dies, is not counted.
 */
export type DeathMark = { deadAfter: number; failedBefore: number }

export function deathMark(job: Pick<Job, 'attemptsMade'>, attempts: number): DeathMark {
  return { deadAfter: attempts, failedBefore: job.attemptsMade }
}

/**
 * After how many attempts the delivery of this job died, if the job has failed since it was marked and was retried out of
 * the failed set. Absent for a job whose worker died between the mark and the failure: nobody asked for a redrive.
 */
export function redriveAfter({
  progress,
  attemptsMade,
}: Pick<Job, 'progress' | 'attemptsMade'>): number | undefined {
  const { deadAfter, failedBefore = 0 } = (progress ?? {}) as Partial<DeathMark>
  return typeof deadAfter === 'number' && attemptsMade > failedBefore ? deadAfter : undefined
}
