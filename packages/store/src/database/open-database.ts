import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { checkClock } from './check-clock.ts'
import { checkMigrations } from './check-migrations.ts'
import { createConnectWithoutDelay } from './connect-without-delay.ts'

export type Db = PostgresJsDatabase & { $client: postgres.Sql }

// At its default of 100 a transaction that begins at the pipeline's boundary shares its connection (postgres#1189).
const unboundedPipeline = { max_pipeline: 1_000_000 }

// By default the driver queries the array types on each new connection and does not catch the error if the connection
// ends meanwhile: the process would end. So arrays are sent as text arrays. NUL, which Postgres cannot store, is
// removed.
const textArrays = {
  fetch_types: false,
  types: {
    textArray: {
      to: 1009,
      from: [],
      serialize: (values: unknown[]) => `{${values.map(quoted).join(',')}}`,
      parse: (text: string) => text,
    },
  },
}

function quoted(value: unknown): string {
  if (value === null) return 'NULL'
  const text = String(value)
  return /["\\\0]/.test(text) ? `"${text.replaceAll('\0', '').replace(/["\\]/g, '\\$&')}"` : `"${text}"`
}

const statementMs = 15_000
// A process that freezes in a transaction must not keep rows locked.
const idleInTransactionMs = 2_000

// The driver's default pauses grow to 20 seconds; every call would wait that long before it fails while the database is
// away.
const reconnectPauseSeconds = 0.25

/**
 * A pool of connections, opened when first used. `ping` resolves if the database can be reached and lacks no migration.
 * Each of `checks` resolves to a sentence that describes a problem of the database, or to undefined.
 */
export type Database = {
  db: Db
  ping: () => Promise<void>
  checks: Record<string, () => Promise<string | undefined>>
  close: () => Promise<void>
}

type Options = {
  connectionsMax?: number
  prepare?: boolean
  lockMs?: number
  onStatement?: (text: string) => void
}

/**
 * `prepare: false` is for poolers that do not support prepared statements. A statement that waits longer than `lockMs`
 * for a lock fails. `onStatement` is called with the text of each statement that is sent.
 */
export function openDatabase(
  url: string,
  { connectionsMax = 10, prepare = true, lockMs = 1_000, onStatement }: Options = {},
): Database {
  const client = postgres(url, {
    max: connectionsMax,
    prepare,
    ...(onStatement ? { debug: (_connection: number, text: string) => onStatement(text) } : {}),
    ...unboundedPipeline,
    ...textArrays,
    ...{ socket: createConnectWithoutDelay() },
    connect_timeout: 5,
    backoff: () => reconnectPauseSeconds,
    onnotice: () => {},
    connection: {
      application_name: 'passlink',
      statement_timeout: statementMs,
      lock_timeout: lockMs,
      idle_in_transaction_session_timeout: idleInTransactionMs,
    },
  })
  const db = drizzle(client)
  return {
    db,
    async ping() {
      const problem = await checkMigrations(db)
      if (problem) throw new Error(problem)
    },
    checks: { migrations: () => checkMigrations(db), clock: () => checkClock(db) },
    // Without a timeout the driver would wait for answers that were lost with a connection.
    close: () => client.end({ timeout: 1 }),
  }
}
