import type { Processor, Queue, Worker, WorkerOptions } from 'bullmq'
import type { JobData, QueueName } from './job.ts'
import { openPostgresBackends } from './postgres/open-postgres-backends.ts'
import { openRedisBackend } from './redis-backend.ts'

export type DeliveryWorkerOptions = Omit<WorkerOptions, 'connection' | 'prefix'>

/** How many of the requested jobs exist, and the ids of those that are in the failed set. */
export type FoundJobs = { count: number; failed: string[] }

/** The store of the jobs. `queue` rejects with QueueAway at once while the store cannot be reached. */
export type Backend = {
  queue: () => Promise<Queue<JobData>>
  /**
   * Resolves to a sentence that describes a problem of the store's configuration, or undefined. Rejects with QueueAway.
   */
  findProblem: () => Promise<string | undefined>
  /** Finds the jobs with these ids, which must be distinct. The cost does not depend on the number of other jobs. */
  findJobs: (ids: string[]) => Promise<FoundJobs>
  /** Changes when the server restarts or is replaced, which may lose jobs. */
  readServerId: () => Promise<string>
  createWorker: (process: Processor<JobData>, options: DeliveryWorkerOptions) => Promise<Worker<JobData>>
  close: () => Promise<void>
}

/** With a `redisUrl` jobs are stored in Redis (or Valkey) under `prefix`, otherwise in the database. */
export type QueueSettings = {
  databaseUrl: string
  redisUrl?: string | undefined
  prefix?: string
  name?: QueueName
}

/** The queues of one process. `close` is called after those of the queues. */
export type Backends = { open: (name: QueueName) => Backend; close: () => Promise<void> }

export function openBackends({ databaseUrl, redisUrl, prefix = '{passlink}' }: QueueSettings): Backends {
  if (!redisUrl) return openPostgresBackends(databaseUrl)
  return { open: name => openRedisBackend(redisUrl, prefix, name), close: async () => {} }
}

/** Opens one queue alone. */
export function openBackend(settings: QueueSettings): Backend {
  const backends = openBackends(settings)
  const backend = backends.open(settings.name ?? 'deliveries')
  return {
    ...backend,
    async close() {
      await backend.close()
      await backends.close()
    },
  }
}
