import { setTimeout as pause } from 'node:timers/promises'
import {
  type BackendFactory,
  type KeepJobs,
  type MinimalJob,
  PostgresConnection,
  type PostgresConnectionOptions,
  PostgresQueueBackend,
  type WorkerOptions,
} from 'bullmq'
import { steadyNow } from '../steady-clock.ts'
import { type AddedJob, addJobs, isPlain } from './add-jobs.ts'
import { gather } from './gather.ts'
import { extendLocks, releaseStalled } from './job-locks.ts'
import type { QueuePool } from './queue-pool.ts'
import { type Turn, takeTurns } from './take-turns.ts'

type Options = ConstructorParameters<typeof PostgresQueueBackend>[2]

const retryPauseMs = 500
const checkListeningMs = 2_000

/**
 * BullMQ keeps the result of its own first check of the schema for ever, also a rejection, and its loop tries again at
 * once. So whoever makes a backend checks the schema before.
 */
class CheckedConnection extends PostgresConnection {
  override async waitUntilReady() {}
}

/** BullMQ's backend, with statements of our own for what is done with every job: many jobs share one. */
class BatchedBackend extends PostgresQueueBackend {
  readonly #pool: QueuePool
  readonly #options: Partial<WorkerOptions>
  readonly #checking: NodeJS.Timeout | undefined
  readonly #takeTurn: ReturnType<typeof gather<Turn, Awaited<ReturnType<typeof takeTurns>>[number]>>

  constructor(pool: QueuePool, name: string, options: Options, listenerName: string | undefined) {
    super(new CheckedConnection(asConnection(pool)), name, options, true, listenerName)
    this.#options = options as Partial<WorkerOptions>
    const { lockDuration = 30_000 } = this.#options
    this.#pool = pool
    if (listenerName) this.#checking = setInterval(() => this.#checkListening(), checkListeningMs)
    this.#takeTurn = gather((turns: Turn[]) => takeTurns(pool, name, lockDuration, turns))
  }

  override async addJobs(jobs: (AddedJob & Parameters<PostgresQueueBackend['addJobs']>[0][number])[]) {
    if (!jobs.every(isPlain)) return super.addJobs(jobs)
    await this.connection.waitUntilReady()
    await addJobs(this.#pool, this.queueName, jobs)
    return jobs.map(({ jobId }) => jobId)
  }

  override async moveToActive(token: string, name?: string): Promise<unknown[]> {
    try {
      const outcome = await this.#tryTurn({ token, claims: true })
      return outcome?.next ?? (await super.moveToActive(token, name))
    } catch (error) {
      // The loop of a worker tries again at once, and reports each error.
      await pause(retryPauseMs)
      throw error
    }
  }

  override async moveToCompleted<Data, Result, Name extends string>(
    job: MinimalJob<Data, Result, Name>,
    returnValue: Result,
    removeOnComplete: boolean | number | KeepJobs,
    token: string,
    fetchNext: boolean,
  ) {
    const claims = fetchNext && !this.closing
    const isRemoved =
      removeOnComplete === true && !job.parentKey && !job.repeatJobKey && !job.opts.deduplication
    const outcome =
      isRemoved && job.id !== undefined ? await this.#tryTurn({ token, done: job.id, claims }) : undefined
    if (!outcome?.done) return super.moveToCompleted(job, returnValue, removeOnComplete, token, fetchNext)
    const result = claims ? (outcome.next ?? (await super.moveToActive(token))) : undefined
    return { result, finishedOn: Date.now() }
  }

  override moveToDelayed(...args: Parameters<PostgresQueueBackend['moveToDelayed']>) {
    const [jobId, , ...delay] = args
    return super.moveToDelayed(jobId, steadyNow(), ...delay)
  }

  override moveStalledJobsToWait() {
    const { stalledInterval = 30_000 } = this.#options
    return releaseStalled(this.#pool, this.queueName, stalledInterval)
  }

  override extendLocks(jobIds: string[], tokens: string[], lockMs: number) {
    return extendLocks(this.#pool, this.queueName, { jobIds, tokens, lockMs })
  }

  override async waitForJob(seconds: number) {
    try {
      return await super.waitForJob(seconds)
    } catch (error) {
      // Without LISTEN the worker still looks for jobs.
      this.emit('error', error)
      await pause(retryPauseMs)
      return null
    }
  }

  override async close(force?: boolean) {
    clearInterval(this.#checking)
    return super.close(force)
  }

  override async disconnect() {
    clearInterval(this.#checking)
    return super.disconnect()
  }

  // Nothing is sent over this connection for hours. BullMQ replaces it once it has ended.
  async #checkListening() {
    const client = await this.connection.getListenClient().catch(() => undefined)
    if (client && !this.connection.isClosing) await this.#pool.endUnlessWritable(client)
  }

  // Undefined if the statement failed. BullMQ's own statement for the one job is then tried, and reports the error if it
  // fails too.
  async #tryTurn(turn: Turn) {
    await this.connection.waitUntilReady()
    if (this.connection.isClosing) return undefined
    return this.#takeTurn(turn).catch(() => undefined)
  }
}

/** Makes the backends of queues and workers that use `pool`. */
export function batchedBackends(
  pool: QueuePool,
): BackendFactory<PostgresQueueBackend, PostgresConnectionOptions> {
  return (name, options, { withBlockingConnection } = {}) =>
    new BatchedBackend(pool, name, options, withBlockingConnection ? name : undefined)
}

/** The type of a connection that BullMQ declares does not fit node-postgres' pool, which it accepts. */
export function asConnection(pool: QueuePool): PostgresConnectionOptions {
  return pool as unknown as PostgresConnectionOptions
}
