import { setTimeout as wait } from 'node:timers/promises'
import { DelayedError, type Job, UnrecoverableError, type Worker } from 'bullmq'
import type { Backend } from './backend.ts'
import { deathMark, redriveAfter } from './death-mark.ts'
import { type JobData, namesDelivery } from './job.ts'
import { limitJobsAtOnce } from './jobs-at-once.ts'
import { reportOnce } from './report-once.ts'

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
}

/** `close` stops taking jobs and resolves when the jobs in flight have ended. */
export type Consumer = { isRunning: () => boolean; close: () => Promise<void> }

const reconnectPauseMs = 500
const closeMs = 1_000
// A job never fails because its workers died.
const maxStalledCount = 2 ** 31 - 1

/**
 * Processes the jobs of the queue, `concurrency` at a time at most, until closed. Waits while the queue cannot be reached.
 * `deliver` must not reject. A job whose worker died is given to another worker, however often that happens. The consumer
 * closes the backend.
 */
export function consume(
  backend: Backend,
  deliver: Deliver,
  { concurrency, keepDeadMs, lockMs, pollMs = 5_000, onRunning, ...options }: ConsumerOptions,
): Consumer {
  const onError = reportOnce(options.onError)
  const closing = new AbortController()
  const inFlight = new Set<Promise<Verdict>>()
  let worker: Worker<JobData> | undefined
  let limit: ReturnType<typeof limitJobsAtOnce> | undefined

  async function work(job: Job<JobData>, token?: string) {
    // An operator can add jobs with any data in a dashboard.
    if (!namesDelivery(job.data)) throw new UnrecoverableError('the job names no delivery')
    const delivering = deliver({ deliveryId: job.data.deliveryId, redriveAfter: redriveAfter(job) })
    inFlight.add(delivering)
    const verdict = await delivering.finally(() => inFlight.delete(delivering))
    if ('dead' in verdict) {
      await retryUntilAnswered(() => job.updateProgress(deathMark(job, verdict.attempts)))
      throw new UnrecoverableError(verdict.dead)
    }
    if ('retryInMs' in verdict) {
      const at = Date.now() + Math.ceil(verdict.retryInMs)
      await retryUntilAnswered(async () => {
        await job.moveToDelayed(at, token)
        limit?.countKept()
      })
      // Also if it could not be moved: the job then stalls and is given to a worker again.
      throw new DelayedError()
    }
  }

  function report(error: Error) {
    if (isRefusal(error)) limit?.countLost()
    onError(error)
  }

  /**
   * Retries an update of the queue until it is answered. A refusal (another worker has the job, or it is gone) is an
   * answer.
   */
  async function retryUntilAnswered(update: () => Promise<void>): Promise<void> {
    do {
      try {
        return await update()
      } catch (error) {
        report(error as Error)
        if (isRefusal(error)) return
        await pause(reconnectPauseMs, closing.signal)
      }
    } while (!closing.signal.aborted)
  }

  async function start() {
    while (!closing.signal.aborted && !worker) {
      worker = await backend
        .createWorker(work, {
          concurrency,
          drainDelay: pollMs / 1_000,
          lockDuration: lockMs,
          stalledInterval: Math.floor(lockMs / 2),
          maxStalledCount,
          // The pause after an error of the queue, such as a lost connection; 15 s by default.
          runRetryDelay: reconnectPauseMs,
          removeOnFail: { age: keepDeadMs / 1_000 },
        })
        .catch((error: Error) => void onError(error))
      if (worker) {
        limit = limitJobsAtOnce(worker, concurrency, lockMs)
        worker.on('error', report).on('completed', limit.countKept)
        onRunning?.()
      } else await pause(reconnectPauseMs, closing.signal)
    }
  }

  const started = start()
  return {
    isRunning: () => worker?.isRunning() ?? false,
    async close() {
      closing.abort()
      await started
      limit?.stop()
      if (worker) await closeInTime(worker, inFlight)
      await backend.close()
    },
  }
}

// A refusal of BullMQ has a numeric code, an error of the connection has not.
function isRefusal(error: unknown): boolean {
  return typeof (error as { code?: unknown }).code === 'number'
}

// BullMQ waits indefinitely for a queue that is away. An update that is lost because of this timeout is recorded in
// Postgres.
async function closeInTime(worker: Worker, inFlight: Set<Promise<unknown>>): Promise<void> {
  const closed = worker.close().then(() => true)
  await Promise.all(inFlight)
  const timeout = new AbortController()
  if (!(await Promise.race([closed, pause(closeMs, timeout.signal)]))) worker.disconnect().catch(() => {})
  timeout.abort()
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return wait(ms, undefined, { signal }).catch(() => {})
}
