import { setTimeout as wait } from 'node:timers/promises'
import { type Job, UnrecoverableError, type Worker } from 'bullmq'
import { openBackend, type QueueSettings } from './backend.ts'
import { type JobData, namesDelivery } from './job.ts'

/**
 * What became of a delivery: nothing more to do, to be taken up again later, or dead after so many `attempts`. Texts appear
 * on the dashboard.
 */
export type Verdict =
  | { done: true }
  | { retryInMs: number; because: string }
  | { dead: string; attempts: number }

/** A delivery whose turn has come. `redriveAfter`: somebody retried its job, which failed as dead after so many attempts. */
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

class Dead extends UnrecoverableError {
  readonly attempts: number
  constructor(reason: string, attempts: number) {
    super(reason)
    this.attempts = attempts
  }
}

class Retry extends Error {
  override name = 'Retry'
  readonly retryInMs: number
  constructor(because: string, retryInMs: number) {
    super(because)
    this.retryInMs = retryInMs
  }
}

const reconnectPauseMs = 500
const closeMs = 1_000

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

  async function work({ data, progress }: Job<JobData>) {
    // A dashboard lets an operator write jobs of any kind.
    if (!namesDelivery(data)) throw new UnrecoverableError('the job names no delivery')
    const delivering = deliver({ deliveryId: data.deliveryId, redriveAfter: deadAfter(progress) })
    underway.add(delivering)
    const verdict = await delivering.finally(() => underway.delete(delivering))
    if ('dead' in verdict) throw new Dead(verdict.dead, verdict.attempts)
    if ('retryInMs' in verdict) throw new Retry(verdict.because, verdict.retryInMs)
  }

  async function start() {
    while (!closing.signal.aborted && !worker) {
      worker = await backend
        .createWorker(work, {
          concurrency,
          lockDuration: lockMs,
          stalledInterval: lockMs / 2,
          maxStalledCount: 1_000_000,
          // What BullMQ waits after an error of the queue's, such as a connection that was lost: 15 s of its own.
          runRetryDelay: reconnectPauseMs,
          removeOnFail: { age: keepDeadMs / 1_000 },
          settings: {
            backoffStrategy: (_attempts, _type, error) => (error instanceof Retry ? error.retryInMs : 5_000),
          },
        })
        .catch((error: Error) => void onError(error))
      worker?.on('error', onError)
      worker?.on('failed', (job, error) => {
        if (job && error instanceof Dead) markDead(job, error.attempts).catch(onError)
      })
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

// Only once it is in the failed set, which nothing but somebody's retry takes it out of. A retry keeps a job's progress.
async function markDead(job: Job<JobData>, attempts: number): Promise<void> {
  if (await job.isFailed()) await job.updateProgress({ deadAfter: attempts })
}

function deadAfter(progress: Job['progress']): number | undefined {
  const attempts = typeof progress === 'object' && 'deadAfter' in progress ? progress.deadAfter : undefined
  return typeof attempts === 'number' ? attempts : undefined
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
