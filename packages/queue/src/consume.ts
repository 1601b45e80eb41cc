import { setTimeout as wait } from 'node:timers/promises'
import { DelayedError, type Job, UnrecoverableError, type Worker } from 'bullmq'
import type { Backend } from './backend.ts'
import { closeWorker } from './close-worker.ts'
import type { Consumer, ConsumerOptions, Deliver, Verdict } from './consumer.ts'
import { deathMark, redriveAfter } from './death-mark.ts'
import { type JobData, namesDelivery } from './job.ts'
import { isRefusal, limitJobsAtOnce } from './jobs-at-once.ts'
import { reportOnce } from './report-once.ts'

const reconnectPauseMs = 500
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
  { concurrency, keepDeadMs, lockMs, pollMs = 5_000, onRunning, onFewer, ...options }: ConsumerOptions,
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
      await retryUntilAnswered(job, () => job.updateProgress(deathMark(job, verdict.attempts)))
      throw new UnrecoverableError(verdict.dead)
    }
    if ('retryInMs' in verdict) {
      const at = Date.now() + Math.ceil(verdict.retryInMs)
      await retryUntilAnswered(job, async () => {
        await job.moveToDelayed(at, token)
        limit?.countKept()
      })
      // Also if it could not be moved: the job then stalls and is given to a worker again.
      throw new DelayedError()
    }
  }

  /**
   * Retries an update of the queue until it is answered. A refusal (another worker has the job, or it is gone) is an
   * answer.
   */
  async function retryUntilAnswered({ id }: Job, update: () => Promise<void>): Promise<void> {
    do {
      try {
        return await update()
      } catch (error) {
        onError(error as Error)
        if (isRefusal(error)) return limit?.countLost(id as string)
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
        worker.on('error', onError)
        limit = limitJobsAtOnce(worker, concurrency, lockMs, () => onFewer?.(jobsAtOnce()))
        onRunning?.()
      } else await pause(reconnectPauseMs, closing.signal)
    }
  }

  const jobsAtOnce = () => worker?.concurrency ?? concurrency
  const started = start()
  return {
    isRunning: () => worker?.isRunning() ?? false,
    jobsAtOnce,
    async close() {
      closing.abort()
      await started
      limit?.stop()
      if (worker) await closeWorker(worker, inFlight)
      await backend.close()
    },
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return wait(ms, undefined, { signal }).catch(() => {})
}
