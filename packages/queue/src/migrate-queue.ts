import { runMigrations } from 'bullmq'
import type pg from 'pg'
import type { DatabaseAddress } from './database-address.ts'
import { clientClass, clientSettings } from './postgres/database-client.ts'

// Longer than the second after which autovacuum yields. Workers do not wait behind this lock.
const lockTimeoutMs = 10_000

// A job is added, updated and removed, and leaves two dead rows and their entries in the indexes that each claim reads.
// With these settings they are removed once they are a fiftieth of the jobs, and not a fifth: of 100,000 jobs that wait
// for a relay, 2,000 instead of 20,000. No index can be spared an update, because each one depends on the state of a job:
// space on the pages would be of no use.
const settings = {
  autovacuum_vacuum_scale_factor: '0.02',
  autovacuum_analyze_threshold: '20',
  autovacuum_analyze_scale_factor: '0.02',
}

/** Creates or updates the tables of the Postgres backend, in their own schema. Concurrent calls are safe. */
export async function migrateQueue(address: DatabaseAddress): Promise<void> {
  const Client = clientClass(address)
  const client = new Client(clientSettings(address))
  await client.connect()
  try {
    await runMigrations(client)
    for (const table of ['job', 'event']) await setStorage(client, table)
  } finally {
    await client.end()
  }
}

// Unless it is done already, because it waits for a vacuum of the table.
async function setStorage(client: pg.Client, table: string): Promise<void> {
  const wanted = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  const { rows } = await client.query(
    `select from pg_class where oid = format('bullmq.%I', $1::text)::regclass and reloptions @> $2`,
    [table, wanted],
  )
  if (rows.length > 0) return
  await client.query(`set lock_timeout = ${lockTimeoutMs}`)
  await client.query(`alter table bullmq.${table} set (${wanted.join(', ')})`)
}
