import pg from 'pg'
import { inTime } from '../in-time.ts'
import { QueueAway } from '../queue-away.ts'

// Each worker keeps one connection to be woken by LISTEN. The others are enough for statements that each serve many jobs.
const connectionsMax = 6
const statementMs = 10_000
const answerMs = 15_000

/**
 * One pool for all queues and workers of a process. Its commits do not wait for the disk: if Postgres crashes it may
 * lose the changes of the last moments, after which a job runs again, which the claim of its delivery prevents from
 * having an effect, or is missing, and `reconcile` adds it. What BullMQ announces with NOTIFY is committed by one
 * transaction at a time, which would otherwise wait for the disk one after the other.
 */
export function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    application_name: 'passlink-queue',
    // BullMQ's statements contain no schema.
    options: '-c search_path=bullmq -c synchronous_commit=off',
    connectionTimeoutMillis: 5_000,
    // One locked row, or one silent connection, must not hold up all jobs that share a statement.
    statement_timeout: statementMs,
    query_timeout: answerMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  })
  return pool.on('error', () => {})
}

/** Ends the connections, without waiting for statements that Postgres does not answer. */
export async function closePool(pool: pg.Pool): Promise<void> {
  await inTime(pool.end()).catch(() => {})
}

/** Rejects with QueueAway if Postgres does not accept a connection within a second. */
export async function checkReachable(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.end()
  } catch {
    throw new QueueAway('Postgres cannot be reached')
  }
}
