/** What an operator can ask of the Bull board for a single job; the board may still refuse it. */
export type JobAction = {
  action: (typeof actions)[keyof typeof actions]
  queue: string
  jobId: string
}

const actions = {
  retry: 'job.retry_requested',
  promote: 'job.promotion_requested',
  clean: 'job.removal_requested',
} as const

// The ids of jobs are those of deliveries. A looser pattern would also match paths such as `…/clean/retry`, which are
// about all jobs. Of several shards each has a queue of its own.
const jobPath =
  /^\/api\/queues\/(?<queue>(?:[\w.-]+~)?(?:deliveries|webhooks))\/(?<jobId>[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12})\/(?<verb>retry|promote|clean)$/

/**
 * The only changes that the Bull board may make, of all that it has: those of a single job. `path` is that of the request
 * below the board, as it is routed. Undefined for any other: pausing, emptying, adding and the like are not done to a
 * queue whose truth is in Postgres.
 */
export function decideJobAction(method: string, path: string): JobAction | undefined {
  const { queue, jobId, verb } = jobPath.exec(path)?.groups ?? {}
  if (method !== 'PUT' || !queue || !jobId || !verb) return undefined
  return { action: actions[verb as keyof typeof actions], queue, jobId: jobId.toLowerCase() }
}
