import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { checkClock } from './check-clock.ts'
import { checkConnections } from './check-connections.ts'
import { countBegins } from './count-begins.ts'
import type { DatabaseAddress } from './database-address.ts'
import { driverOptions } from './driver-options.ts'
import { frozenMs } from './end-frozen-sessions.ts'
import { limitEach } from './limit-each.ts'
import { readState } from './read-state.ts'
import { textArrays } from './text-arrays.ts'
import { watchSessions } from './watch-sessions.ts'

export type Db = PostgresJsDatabase & { $client: postgres.Sql }

// At its default of 100 a transaction that begins at the pipeline's boundary shares its connection (postgres#1189).
const unboundedPipeline = { max_pipeline: 1_000_000 }

// Whoever asks for health waits no longer.
const healthMs = 2_000

// Postgres itself ends a statement after its time limit, and its answer takes less than this to arrive.
const answerMarginMs = 1_000

// The driver's default pauses grow to 20 seconds; every call would wait that long before it fails while the database is
// away.
const reconnectPauseSeconds = 0.25

/**
 * A pool of connections, opened when first used. `ping` resolves if the database can be written to and lacks no
 * migration. Each of `checks` resolves to a sentence that describes a problem of the database, or to undefined. Both use
 * a connection beside the pool, which is that of `beside`, so that they neither wait for work nor delay it.
 */
export type Database = {
  db: Db
  ping: () => Promise<void>
  checks: Record<string, () => Promise<string | undefined>>
  beside: () => Db
  /** The connections of the pool, how many there may be, and how many transactions have not begun. */
  connections: () => { busy: number; idle: number; max: number; waiting: number }
  close: () => Promise<void>
}

type Client = Db & { waiting: () => number; end: () => Promise<void> }

type Options = {
  connectionsMax?: number
  connectionsBeside?: number
  prepare?: boolean | undefined
  lockMs?: number
  statementMs?: number
  onStatement?: (text: string) => void
}

/**
 * Opens at most `connectionsMax` connections, and one more for `ping` and `checks`; `connectionsBeside` is how many the
 * process may open for its queue. `prepare: false`, the default behind a pooler, is for poolers that do not support
 * prepared statements. A statement that waits longer than `lockMs` for a lock fails, as does one that takes longer than
 * `statementMs`; a connection that is silent for a second longer is replaced. `onStatement` is called with the text of
 * each statement that is sent.
 */
export function openDatabase(
  address: DatabaseAddress,
  {
    connectionsMax = 10,
    connectionsBeside = 0,
    prepare = !address.isPooled,
    lockMs = 1_000,
    statementMs = 15_000,
    onStatement,
  }: Options = {},
): Database {
  const mayOpen = connectionsMax + 1 + connectionsBeside
  const sessions = {
    pool: watchSessions(statementMs + answerMarginMs),
    health: watchSessions(healthMs + answerMarginMs),
  }
  // Plans over many partitions look dear enough to be compiled, which takes longer than they run.
  const limitsOf = (ms: number) => ({
    statement_timeout: ms,
    lock_timeout: lockMs,
    idle_in_transaction_session_timeout: frozenMs,
    jit: 'off',
  })
  function openClient(of: keyof typeof sessions, max: number, limits: ReturnType<typeof limitsOf>): Client {
    const client = postgres({
      ...driverOptions(address, ({ socket, avoidHost }) => sessions[of].watch(socket, avoidHost)),
      max,
      prepare,
      ...(onStatement ? { debug: (_connection: number, text: string) => onStatement(text) } : {}),
      ...unboundedPipeline,
      ...textArrays,
      backoff: () => reconnectPauseSeconds,
      onnotice: () => {},
      connection: {
        application_name: address.applicationName ?? 'passlink',
        ...(address.options ? { options: address.options } : {}),
        ...(address.isPooled ? {} : limits),
      },
    })
    const waiting = countBegins(client)
    const ofEach = { ...limits, search_path: address.schema && `"${address.schema}"` }
    const $client = address.isPooled ? limitEach(client, ofEach) : client
    return Object.assign(drizzle(client), { $client, waiting, end: () => client.end({ timeout: 1 }) })
  }
  const openHealth = () => openClient('health', 1, limitsOf(healthMs))
  const db = openClient('pool', connectionsMax, limitsOf(statementMs))
  let health = openHealth()

  // Ending the one connection as the driver is about to write to it costs many seconds (postgres.js 3.4.9).
  function replaceSessions() {
    sessions.pool.replaceAll()
    void health.end()
    health = openHealth()
  }

  return {
    db,
    async ping() {
      const { problem, canWrite } = await readState(health)
      // A session that began while the database was read-only remains so.
      if (!canWrite) replaceSessions()
      if (problem || !canWrite) throw new Error(problem ?? 'the database is read-only')
    },
    checks: {
      migrations: async () => (await readState(health)).problem,
      clock: () => checkClock(health),
      // How many connections a pooler allows is not known.
      ...(address.isPooled ? {} : { connections: () => checkConnections(health, mayOpen) }),
    },
    beside: () => health,
    connections: () => ({ ...sessions.pool.count(), max: connectionsMax, waiting: db.waiting() }),
    // Without a timeout the driver would wait for answers that were lost with a connection.
    async close() {
      await Promise.all([db.end(), health.end()])
      for (const each of Object.values(sessions)) each.endAll()
    },
  }
}
