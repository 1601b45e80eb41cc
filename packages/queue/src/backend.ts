import type { Processor, Queue, Worker, WorkerOptions } from 'bullmq'
import type { JobData, QueueName } from './job.ts'
import { openPostgresBackend } from './postgres-backend.ts'
import { openRedisBackend } from './redis-backend.ts'

export type DeliveryWorkerOptions = Omit<WorkerOptions, 'connection' | 'prefix'>

/** How many of some jobs the queue holds, and which of them stand in the failed set. */
export type FoundJobs = { count: number; failed: string[] }

/** Where the jobs are kept. `queue` rejects with QueueAway at once when it cannot be reached, and works again when it can. */
export type Backend = {
  queue: () => Promise<Queue<JobData>>
  /** What is wrong with how it is set up, if anything; rejects with QueueAway. */
  findProblem: () => Promise<string | undefined>
  /** Looks for the jobs of these ids, which must differ. What it costs does not depend on what else is in the queue. */
  findJobs: (ids: string[]) => Promise<FoundJobs>
  /** Another one whenever the server has started anew, or another has taken its place: jobs may have been lost then. */
  readServerId: () => Promise<string>
  createWorker: (process: Processor<JobData>, options: DeliveryWorkerOptions) => Promise<Worker<JobData>>
  close: () => Promise<void>
}

/** With a `redisUrl` jobs are kept in Redis (or Valkey) under `prefix`, otherwise in the database itself. */
export type QueueSettings = {
  databaseUrl: string
  redisUrl?: string | undefined
  prefix?: string
  name?: QueueName
}

export function openBackend({
  databaseUrl,
  redisUrl,
  prefix = '{passlink}',
  name = 'deliveries',
}: QueueSettings): Backend {
  return redisUrl ? openRedisBackend(redisUrl, prefix, name) : openPostgresBackend(databaseUrl, name)
}
