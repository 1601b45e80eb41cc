import { runMigrations } from 'bullmq'
import pg from 'pg'

/** Creates or updates the tables of the Postgres backend, in their own schema. Concurrent calls are safe. */
export async function migrateQueue(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await runMigrations(client)
  } finally {
    await client.end()
  }
}
