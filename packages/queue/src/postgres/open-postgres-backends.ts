import { type Processor, Queue, Worker } from 'bullmq'
import type { Backend, Backends } from '../backend.ts'
import type { DatabaseAddress } from '../database-address.ts'
import type { JobData, QueueName } from '../job.ts'
import { asConnection, batchedBackends } from './batched-backend.ts'
import { createSchemaCheck } from './create-schema-check.ts'
import { closePool, openPool } from './open-pool.ts'
import type { QueuePool } from './queue-pool.ts'
import { readMark } from './read-mark.ts'

/** Queues and workers that share the connections of one pool. */
export function openPostgresBackends(address: DatabaseAddress): Backends {
  const pool = openPool(address)
  const checkSchema = createSchemaCheck(pool)
  return {
    open: name => openPostgresBackend(pool, checkSchema, name),
    close: () => closePool(pool),
  }
}

// Nothing of BullMQ uses the pool before the check has passed.
function openPostgresBackend(pool: QueuePool, checkSchema: () => Promise<void>, name: QueueName): Backend {
  let queue: Queue<JobData> | undefined

  return {
    async queue() {
      if (queue) return queue
      await checkSchema()
      queue ??= openPostgresQueue(pool, name)
      return queue
    },
    // BullMQ itself can only query the state of one job at a time.
    async findJobs(ids) {
      const { rows } = await pool.query<{ id: string; failed: boolean }>(
        `select id, state = 'failed' as failed from bullmq.job where queue = $1 and id = any ($2)`,
        [name, ids],
      )
      return { count: rows.length, failed: rows.filter(({ failed }) => failed).map(({ id }) => id) }
    },
    readMark: field => readMark(pool, name, field),
    async findProblem() {
      await checkSchema()
      return undefined
    },
    async createWorker(process: Processor<JobData>, options) {
      await checkSchema()
      const worker = new Worker(
        name,
        process,
        { ...options, connection: asConnection(pool) },
        batchedBackends(pool),
      )
      return worker as unknown as Worker<JobData>
    },
    async ping() {
      await (await this.queue()).getJobCounts('active')
    },
    close: async () => queue?.close(),
  }
}

// The type of a BullMQ queue depends on the kind of its connection; the callers do not depend on it.
function openPostgresQueue(pool: QueuePool, name: QueueName): Queue<JobData> {
  const queue = new Queue(name, { connection: asConnection(pool) }, batchedBackends(pool)).on(
    'error',
    () => {},
  )
  return queue as unknown as Queue<JobData>
}
