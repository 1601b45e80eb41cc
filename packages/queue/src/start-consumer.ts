import { setTimeout as wait } from 'node:timers/promises'
import { DelayedError, type Job, UnrecoverableError, type Worker } from 'bullmq'
import { openBackend, type QueueSettings } from './backend.ts'
import { deathMark, redriveAfter } from './death-mark.ts'
import { type JobData, namesDelivery } from './job.ts'

/**
 * What became of a delivery: nothing more to do, to be taken up again later, or dead after so many `attempts`, for a
 * reason that the Bull dashboard shows.
 */
export type Verdict = { done: true } | { retryInMs: number } | { dead: string; attempts: number }

/** A delivery whose turn has come. `redriveAfter`: an operator retried its job, which failed as dead after so many attempts. */
export type DueDelivery = { deliveryId: string; redriveAfter: number | undefined }

export type ConsumerOptions = {
  concurrency: number
  /** For how long the jobs of the dead are kept. */
  keepDeadMs: number
  /** For how long a job stays with a worker that shows no sign of life. */
  lockMs: number
  onError: (error: Error) => void
}

/** `close` takes no more jobs and resolves when those being worked on have ended. */
export type Consumer = { isRunning: () => boolean; close: () => Promise<void> }

const reconnectPauseMs = 500
const closeMs = 1_000
// A job is never failed because of the workers that died with it.
const maxStalledCount = 2 ** 31 - 1

/**
 * Works on the jobs of the queue, `concurrency` at a time, until closed; waits where the queue is not there yet.
 * `deliver` must not reject. A job whose worker died is given to another one, however often that happens.
 */
export function startConsumer(
  settings: QueueSettings,
  deliver: (delivery: DueDelivery) => Promise<Verdict>,
  { concurrency, keepDeadMs, lockMs, onError }: ConsumerOptions,
): Consumer {
  const backend = openBackend(settings)
  const closing = new AbortController()
  const underway = new Set<Promise<Verdict>>()
  let worker: Worker<JobData> | undefined

  async function work(job: Job<JobData>, token?: string) {
    // A dashboard lets an operator write jobs of any kind.
    if (!namesDelivery(job.data)) throw new UnrecoverableError('the job names no delivery')
    const delivering = deliver({ deliveryId: job.data.deliveryId, redriveAfter: redriveAfter(job) })
    underway.add(delivering)
    const verdict = await delivering.finally(() => underway.delete(delivering))
    if ('dead' in verdict) {
      await untilAnswered(() => job.updateProgress(deathMark(job, verdict.attempts)))
      throw new UnrecoverableError(verdict.dead)
    }
    if ('retryInMs' in verdict) {
      const at = Date.now() + verdict.retryInMs
      await untilAnswered(() => job.moveToDelayed(at, token))
      // Also when it was not moved: a job that nobody moves is stalled, and given to a worker again.
      throw new DelayedError()
    }
  }

  /** Repeats what a lost connection kept from the queue; a refusal (the job is another worker's, or gone) is an answer. */
  async function untilAnswered(tell: () => Promise<void>): Promise<void> {
    do {
      try {
        return await tell()
      } catch (error) {
        onError(error as Error)
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
          lockDuration: lockMs,
          stalledInterval: lockMs / 2,
          maxStalledCount,
          // What BullMQ waits after an error of the queue's, such as a connection that was lost: 15 s of its own.
          runRetryDelay: reconnectPauseMs,
          removeOnFail: { age: keepDeadMs / 1_000 },
        })
        .catch((error: Error) => void onError(error))
      worker?.on('error', onError)
      if (!worker) await pause(reconnectPauseMs, closing.signal)
    }
  }

  const started = start()
  return {
    isRunning: () => worker?.isRunning() ?? false,
    async close() {
      closing.abort()
      await started
      if (worker) await closeInTime(worker, underway)
      await backend.close()
    },
  }
}

// BullMQ's refusals carry a number of its own, a connection's errors carry none.
function isRefusal(error: unknown): boolean {
  return typeof (error as { code?: unknown }).code === 'number'
}

// BullMQ waits without end for a queue that is away; what it could not tell the queue then, Postgres knows.
async function closeInTime(worker: Worker, underway: Set<Promise<unknown>>): Promise<void> {
  const closed = worker.close().then(() => true)
  await Promise.all(underway)
  const timeout = new AbortController()
  if (!(await Promise.race([closed, pause(closeMs, timeout.signal)]))) worker.disconnect().catch(() => {})
  timeout.abort()
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return wait(ms, undefined, { signal }).catch(() => {})
}
