import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { checkClock } from './check-clock.ts'
import { checkMigrations } from './check-migrations.ts'

export type Db = PostgresJsDatabase & { $client: postgres.Sql }

// At its default of 100 a transaction that begins at the pipeline's boundary shares its connection (postgres#1189).
const unboundedPipeline = { max_pipeline: 1_000_000 }

// The driver queries the types of arrays on each new connection, and does not catch the error if that connection ends meanwhile:
// the process would end. All arrays are sent as arrays of text, whose values lose NUL, which Postgres cannot hold.
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

const quoted = (value: unknown) =>
  value === null ? 'NULL' : `"${String(value).replaceAll('\0', '').replace(/["\\]/g, '\\$&')}"`

const statementMs = 15_000
// A process that is frozen in the middle of a transaction must not leave rows locked for others.
const idleInTransactionMs = 2_000

// The driver's own pauses grow to 20 seconds, for which every call would wait before it fails because the database is away.
const reconnectPauseSeconds = 0.25

/**
 * A pool of connections, made when first needed. `ping` resolves when they reach a database with our tables as this code
 * needs them; each of `checks` resolves to a sentence about what is wrong with it, or to undefined.
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
 * `prepare: false` is for poolers that do not support prepared statements. A statement that waits for a lock for longer than
 * `lockMs` fails. `onStatement` is given the text of each statement that is sent.
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
    // Without a limit the driver would wait for the answers that were lost with a connection.
    close: () => client.end({ timeout: 1 }),
  }
}
