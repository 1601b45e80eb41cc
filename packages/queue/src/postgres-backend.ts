import { createPostgresBackend, type Processor, Queue, Worker } from 'bullmq'
import pg from 'pg'
import type { Backend } from './backend.ts'
import type { JobData, QueueName } from './job.ts'
import { QueueAway } from './queue-away.ts'

const queueConnectionsMax = 4
const workerConnectionsMax = 10

export function openPostgresBackend(url: string, name: QueueName): Backend {
  let queue: Queue<JobData> | undefined
  // BullMQ itself can only query the state of one job at a time.
  const pool = new pg.Pool({ ...connectionTo(url, 1), connectionTimeoutMillis: 1_000 })
  pool.on('error', () => {})

  return {
    async queue() {
      if (queue) return queue
      await checkReachable(url)
      queue ??= openPostgresQueue(url, name)
      return queue
    },
    async findJobs(ids) {
      const { rows } = await pool.query<{ id: string; failed: boolean }>(
        `select id, state = 'failed' as failed from bullmq.job where queue = $1 and id = any ($2)`,
        [name, ids],
      )
      return { count: rows.length, failed: rows.filter(({ failed }) => failed).map(({ id }) => id) }
    },
    // Jobs can only be lost together with the deliveries.
    readServerId: async () => 'postgres',
    async findProblem() {
      await checkReachable(url)
      return undefined
    },
    async createWorker(process: Processor<JobData>, options) {
      await checkReachable(url)
      const connection = connectionTo(url, workerConnectionsMax)
      const worker = new Worker(name, process, { ...options, connection }, createPostgresBackend)
      return worker as unknown as Worker<JobData>
    },
    async close() {
      await Promise.all([queue?.close(), pool.ended || pool.end()])
    },
  }
}

// The type of a BullMQ queue depends on the kind of its connection; the callers do not depend on it.
function openPostgresQueue(url: string, name: QueueName): Queue<JobData> {
  const connection = connectionTo(url, queueConnectionsMax)
  const queue = new Queue(name, { connection }, createPostgresBackend).on('error', () => {})
  return queue as unknown as Queue<JobData>
}

function connectionTo(url: string, max: number) {
  return { connectionString: url, max, application_name: 'passlink-queue' }
}

// A Postgres queue of BullMQ never recovers if its first connection fails.
async function checkReachable(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.end()
  } catch {
    throw new QueueAway('Postgres cannot be reached')
  }
}
