import { type Processor, Queue, Worker } from 'bullmq'
import type { Pool } from 'pg'
import type { Backend, Backends } from '../backend.ts'
import type { JobData, QueueName } from '../job.ts'
import { asConnection, batchedBackends } from './batched-backend.ts'
import { checkReachable, closePool, openPool } from './open-pool.ts'
import { readMark } from './read-mark.ts'

/** Queues and workers that share the connections of one pool. */
export function openPostgresBackends(url: string): Backends {
  const pool = openPool(url)
  return {
    open: name => openPostgresBackend(url, pool, name),
    close: () => closePool(pool),
  }
}

function openPostgresBackend(url: string, pool: Pool, name: QueueName): Backend {
  let queue: Queue<JobData> | undefined

  return {
    async queue() {
      if (queue) return queue
      // A Postgres queue of BullMQ never recovers if its first connection fails.
      await checkReachable(url)
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
      await checkReachable(url)
      return undefined
    },
    async createWorker(process: Processor<JobData>, options) {
      await checkReachable(url)
      const worker = new Worker(
        name,
        process,
        { ...options, connection: asConnection(pool) },
        batchedBackends(pool),
      )
      return worker as unknown as Worker<JobData>
    },
    close: async () => queue?.close(),
  }
}

// The type of a BullMQ queue depends on the kind of its connection; the callers do not depend on it.
function openPostgresQueue(pool: Pool, name: QueueName): Queue<JobData> {
  const queue = new Queue(name, { connection: asConnection(pool) }, batchedBackends(pool)).on(
    'error',
    () => {},
  )
  return queue as unknown as Queue<JobData>
}
