import { runMigrations } from 'bullmq'
import pg from 'pg'

/** Makes the tables of the Postgres backend, in a schema of their own. Any number may start at once. */
export async function migrateQueue(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await runMigrations(client)
  } finally {
    await client.end()
  }
}
