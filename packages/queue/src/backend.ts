import type { Processor, Queue, Worker, WorkerOptions } from 'bullmq'
import type { DatabaseAddress } from './database-address.ts'
import type { JobData, QueueName } from './job.ts'
import { connectionsMax } from './postgres/open-pool.ts'
import { openPostgresBackends } from './postgres/open-postgres-backends.ts'
import { openRedisBackend } from './redis/open-redis-backend.ts'
import { readRedisUrl } from './redis/read-redis-url.ts'

export type DeliveryWorkerOptions = Omit<WorkerOptions, 'connection' | 'prefix'>

/** How many of the requested jobs exist, and the ids of those that are in the failed set. */
export type FoundJobs = { count: number; failed: string[] }

/** The mark that was set last, null if it was lost with the jobs, and the id of the server that stores the jobs. */
export type QueueMark = { mark: string | null; serverId: string }

/** The store of the jobs. `queue` rejects with QueueAway at once while the store cannot be reached. */
export type Backend = {
  queue: () => Promise<Queue<JobData>>
  /** Resolves if a job could be stored now. Rejects with QueueAway, with the reason if the store gave one. */
  ping: () => Promise<void>
  /**
   * Resolves to a sentence that describes a problem of the store's configuration, or undefined. Rejects with QueueAway.
   */
  findProblem: () => Promise<string | undefined>
  /** Finds the jobs with these ids, which must be distinct. The cost does not depend on the number of other jobs. */
  findJobs: (ids: string[]) => Promise<FoundJobs>
  /**
   * Resolves to the value of a field of the queue's metadata, and to an id that changes when the server restarts, crashes
   * or is replaced, which may lose jobs.
   */
  readMark: (field: string) => Promise<QueueMark>
  createWorker: (process: Processor<JobData>, options: DeliveryWorkerOptions) => Promise<Worker<JobData>>
  close: () => Promise<void>
}

/** With a `redisUrl` jobs are stored in Redis (or Valkey) under `prefix`, otherwise in the database. */
export type QueueSettings = {
  database: DatabaseAddress
  redisUrl?: string | undefined
  prefix?: string | undefined
  name?: QueueName
}

/** The queues of one process. `close` is called after those of the queues. */
export type Backends = { open: (name: QueueName) => Backend; close: () => Promise<void> }

/** How many connections to the database the queues of a process may open. */
export const connectionsToDatabase = ({ redisUrl }: Pick<QueueSettings, 'redisUrl'>): number =>
  redisUrl ? 0 : connectionsMax

export function openBackends({ database, redisUrl, prefix = '{passlink}' }: QueueSettings): Backends {
  if (!redisUrl) return openPostgresBackends(database)
  const server = readRedisUrl(redisUrl)
  return { open: name => openRedisBackend(server, prefix, name), close: async () => {} }
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
