import type { Cores } from './machine.ts'

/** What runs, and where. */
export type Site = {
  /** All of it on one machine, as in the bench, or each process on a machine of its own; `cores` is the one's, or Postgres'. */
  machines: 'one' | 'many'
  cores: Cores
  /** To Postgres and to Redis. */
  roundTripMs: number
  apis: number
  workers: number
  /** WORKER_CONCURRENCY. */
  jobsAtOnce: number
  /** Shards of the queue. */
  redis: number
  relay: Relay
}

export type Relay = {
  /** RELAY_CONNECTIONS: of each worker. */
  connections: number
  /** How long it takes to answer a mail's content, and how long a command takes to it and back. */
  answerMs: number
  roundTripMs: number
  /** RELAY_RATE: of all workers together. */
  perSecond: number | null
}

/**
 * Milliseconds of processor time where a core is not shared: of one unit, and of each batch that it goes through. `batchWait`
 * is how long a batch that is committed waits besides, for the disk and for its turn.
 */
export type Cost = {
  app: number
  appBatch: number
  postgres: number
  postgresBatch: number
  redis: number
  batchWait: number
}

/** What a mail costs, at a worker and around it, and a call, at the API and around it. */
export type Costs = { mail: Cost & { relay: number }; call: Cost & { load: number } }
