import type { DatabaseAddress } from '../database-address.ts'
import { inTime } from '../in-time.ts'
import { clientClass, clientSettings } from './database-client.ts'
import { QueuePool } from './queue-pool.ts'

// Each worker keeps one connection to be woken by LISTEN. The others are enough for statements that each serve many jobs.
export const connectionsMax = 6
const statementMs = 10_000
// Postgres itself ends a statement after its time limit.
const answerMs = 11_000

/**
 * One pool for all queues and workers of a process. Its commits do not wait for the disk: if Postgres crashes it may
 * lose the changes of the last moments, after which a job runs again, which the claim of its delivery prevents from
 * having an effect, or is missing, and `reconcile` adds it. What BullMQ announces with NOTIFY is committed by one
 * transaction at a time, which would otherwise wait for the disk one after the other.
 */
export function openPool(address: DatabaseAddress): QueuePool {
  return new QueuePool({
    ...clientSettings(address),
    Client: clientClass(address),
    max: connectionsMax,
    application_name: address.applicationName ?? 'passlink-queue',
    // BullMQ's statements contain no schema.
    options: `${address.options ?? ''} -c search_path=bullmq -c synchronous_commit=off`.trim(),
    // One locked row, or one silent connection, must not hold up all jobs that share a statement.
    statement_timeout: statementMs,
    query_timeout: answerMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  })
}

/** Ends the connections, without waiting for statements that Postgres does not answer. */
export async function closePool(pool: QueuePool): Promise<void> {
  await inTime(pool.end()).catch(() => {})
}
