import type { Processor, Queue, Worker, WorkerOptions } from 'bullmq'
import type { DatabaseAddress } from './database-address.ts'
import type { JobData, QueueName } from './job.ts'
import { connectionsMax } from './postgres/open-pool.ts'
import { openPostgresBackends } from './postgres/open-postgres-backends.ts'
import { openRedisBackend } from './redis/open-redis-backend.ts'
import { readRedisUrls } from './redis/read-redis-urls.ts'

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

/** A backend that has some of the jobs. */
export type ShardBackend = Backend & {
  /** Finds those of these ids, which must be distinct, that no job here has. */
  findMissing: (ids: string[]) => Promise<string[]>
}

/** With a `redisUrl` jobs are stored in the Redis (or Valkey) that it lists, under `prefix`, otherwise in the database. */
export type QueueSettings = {
  database: DatabaseAddress
  redisUrl?: string | undefined
  prefix?: string | undefined
  name?: QueueName
}

/** A store of a part of the jobs, by the name of its Redis, which contains no secrets. */
export type Shard = { name: string; backend: ShardBackend }

/** Where the jobs of a queue are stored: in one backend, or spread over several. */
export type Store = Backend | { shards: Shard[] }

/** The queues of one process. `close` is called after those of the queues. */
export type Backends = { open: (name: QueueName) => Store; close: () => Promise<void> }

/** How many connections to the database the queues of a process may open. */
export const connectionsToDatabase = ({ redisUrl }: Pick<QueueSettings, 'redisUrl'>): number =>
  redisUrl ? 0 : connectionsMax

export function openBackends({ database, redisUrl, prefix = '{passlink}' }: QueueSettings): Backends {
  if (!redisUrl) return openPostgresBackends(database)
  const servers = readRedisUrls(redisUrl)
  function open(name: QueueName): Store {
    const shards = servers.map(server => ({
      name: server.name,
      backend: openRedisBackend(server, prefix, name),
    }))
    const [first, ...others] = shards
    return first && others.length === 0 ? first.backend : { shards }
  }
  return { open, close: async () => {} }
}

/** Opens the store of one queue alone. `close` is called after that of its queue or consumer. */
export function openAlone(settings: QueueSettings): { store: Store; close: () => Promise<void> } {
  const { open, close } = openBackends(settings)
  return { store: open(settings.name ?? 'deliveries'), close }
}
