import type { SQL } from 'drizzle-orm'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { checkClock } from './check-clock.ts'
import { checkMigrations } from './check-migrations.ts'
import { DatabaseError } from './errors.ts'

export type Db = PostgresJsDatabase

// At its default of 100 a transaction that begins at the pipeline's boundary shares its connection (postgres#1189).
const unboundedPipeline = { max_pipeline: 1_000_000 }

// The driver asks each new connection for the types of arrays, and nobody catches what happens when that connection ends then:
// the process would end with it. Arrays of text are all that rows() makes of what it is given.
const textArrays = {
  fetch_types: false,
  types: {
    textArray: {
      to: 1009,
      from: [],
      serialize: (texts: (string | null)[]) => `{${texts.map(quoted).join(',')}}`,
      parse: (text: string) => text,
    },
  },
}

const quoted = (text: string | null) => (text === null ? 'NULL' : `"${text.replace(/["\\]/g, '\\$&')}"`)

const statementMs = 15_000
const answerMs = 20_000

// The driver's own pauses grow to 20 seconds, for which every call would wait before it is told that the database is away.
const reconnectPauseSeconds = 0.25

/**
 * A pool of connections, made when first needed. `ping` resolves when they reach a database with our tables as this code
 * needs them; each of `checks` resolves to a sentence about what is wrong with it, or to nothing.
 */
export type Database = {
  db: Db
  ping: () => Promise<void>
  checks: Record<string, () => Promise<string | undefined>>
  close: () => Promise<void>
}

export function openDatabase(url: string, { connectionsMax = 10 } = {}): Database {
  const client = postgres(url, {
    max: connectionsMax,
    ...unboundedPipeline,
    ...textArrays,
    connect_timeout: 5,
    backoff: () => reconnectPauseSeconds,
    onnotice: () => {},
    connection: { application_name: 'passlink', statement_timeout: statementMs },
  })
  const db = drizzle(client)
  return {
    db,
    async ping() {
      const problem = await checkMigrations(db)
      if (problem) throw new Error(problem)
    },
    checks: { migrations: () => checkMigrations(db), clock: () => checkClock(db) },
    // Whoever closes waits for no answer any more, but the driver does for those that a lost connection took with it.
    close: () => client.end({ timeout: 1 }),
  }
}

/**
 * Runs one statement. Rejects with {@link DatabaseError}, which carries no parameters; also when there is no answer long after
 * the database itself would have given up, in which case nobody knows whether the statement was run.
 */
export async function run<Row extends Record<string, unknown>>(db: Db, statement: SQL): Promise<Row[]> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    const error = new DatabaseError('the database does not answer', 'ETIMEDOUT')
    timer = setTimeout(() => reject(error), answerMs)
  })
  const answer = db.execute(statement).catch(error => {
    throw DatabaseError.from(error)
  })
  try {
    return [...(await Promise.race([answer, silence]))] as Row[]
  } finally {
    clearTimeout(timer)
  }
}
