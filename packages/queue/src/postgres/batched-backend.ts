import {
  type BackendFactory,
  type KeepJobs,
  type MinimalJob,
  PostgresConnection,
  type PostgresConnectionOptions,
  PostgresQueueBackend,
  type WorkerOptions,
} from 'bullmq'
import type { Pool } from 'pg'
import { type AddedJob, addJobs, isPlain } from './add-jobs.ts'
import { gather } from './gather.ts'
import { type Turn, takeTurns } from './take-turns.ts'

type Options = ConstructorParameters<typeof PostgresQueueBackend>[2]

/** BullMQ's backend, with statements of our own for what is done with every job: many jobs share one. */
class BatchedBackend extends PostgresQueueBackend {
  readonly #pool: Pool
  readonly #takeTurn: ReturnType<typeof gather<Turn, Awaited<ReturnType<typeof takeTurns>>[number]>>

  constructor(pool: Pool, name: string, options: Options, listenerName: string | undefined) {
    super(new PostgresConnection(asConnection(pool)), name, options, true, listenerName)
    const { lockDuration = 30_000 } = options as Partial<WorkerOptions>
    this.#pool = pool
    this.#takeTurn = gather((turns: Turn[]) => takeTurns(pool, name, lockDuration, turns))
  }

  override async addJobs(jobs: (AddedJob & Parameters<PostgresQueueBackend['addJobs']>[0][number])[]) {
    if (!jobs.every(isPlain)) return super.addJobs(jobs)
    await this.connection.waitUntilReady()
    await addJobs(this.#pool, this.queueName, jobs)
    return jobs.map(({ jobId }) => jobId)
  }

  override async moveToActive(token: string, name?: string): Promise<unknown[]> {
    const outcome = await this.#tryTurn({ token, claims: true })
    return outcome?.next ?? super.moveToActive(token, name)
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

  // Undefined if the statement failed, for example because of a deadlock with the search for stalled jobs. BullMQ's own
  // statement for the one job is then tried, and reports the error if it fails too.
  async #tryTurn(turn: Turn) {
    await this.connection.waitUntilReady()
    if (this.connection.isClosing) return undefined
    return this.#takeTurn(turn).catch(() => undefined)
  }
}

/** Makes the backends of queues and workers that use `pool`. */
export function batchedBackends(pool: Pool): BackendFactory<PostgresQueueBackend, PostgresConnectionOptions> {
  return (name, options, { withBlockingConnection } = {}) =>
    new BatchedBackend(pool, name, options, withBlockingConnection ? name : undefined)
}

/** The type of a connection that BullMQ declares does not fit node-postgres' pool, which it accepts. */
export function asConnection(pool: Pool): PostgresConnectionOptions {
  return pool as unknown as PostgresConnectionOptions
}
