import { type SQL, sql } from 'drizzle-orm'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { DatabaseError } from './database-error.ts'

export type Db = PostgresJsDatabase

// At its default of 100 a transaction that begins at the pipeline's boundary shares its connection (postgres#1189).
const unboundedPipeline = { max_pipeline: 1_000_000 }

// The driver's own pauses grow to 20 seconds, for which every call would wait before it is told that the database is away.
const reconnectPauseSeconds = 0.25

/** A pool of connections, made when first needed; `ping` resolves when they reach a database with our tables. */
export type Database = { db: Db; ping: () => Promise<void>; close: () => Promise<void> }

export function openDatabase(url: string, { connectionsMax = 10 } = {}): Database {
  const client = postgres(url, {
    max: connectionsMax,
    ...unboundedPipeline,
    connect_timeout: 5,
    backoff: () => reconnectPauseSeconds,
    onnotice: () => {},
    connection: { application_name: 'passlink', statement_timeout: 15_000 },
  })
  const db = drizzle(client)
  return {
    db,
    ping: async () => {
      await run(db, sql`select from deliveries limit 0`)
    },
    // Whoever closes waits for no answer any more, but the driver does for those that a lost connection took with it.
    close: () => client.end({ timeout: 1 }),
  }
}

/** Runs one statement. Rejects with {@link DatabaseError}, which carries no parameters. */
export async function run<Row extends Record<string, unknown>>(db: Db, statement: SQL): Promise<Row[]> {
  try {
    return [...(await db.execute(statement))] as Row[]
  } catch (error) {
    throw DatabaseError.from(error)
  }
}
