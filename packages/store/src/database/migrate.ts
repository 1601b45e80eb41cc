import { setTimeout as pause } from 'node:timers/promises'
import postgres, { type Sql } from 'postgres'
import { applyMigration, createMigrationsTable } from './apply-migration.ts'
import { migrationsFolder, readMigrations } from './read-migrations.ts'
import type { LockWaits } from './retry-while-locked.ts'

export type MigrateOptions = Partial<LockWaits> & { folder?: string }

// A session that waits for a table lock blocks all that want the table after it. Calls fail after waiting for a second (lock_timeout).
const defaultWaits: LockWaits = { lockTimeoutMs: 500, pauseMs: 1_000, triesMax: 400, onBlocked: () => {} }

const runLockKey = 7_266_051_443
const pollMs = 250

/**
 * Brings the tables up to date while apps of this version and of the one before use them. Any number may start at once: one
 * applies the migrations, the others wait and find none left. Needs a session of its own, thus no pooler that shares connections between
 * transactions. A lock is waited for in short tries, and `onBlocked` is called for each that failed. Rejects with an error that names
 * the migration; migrating again goes on where it stopped.
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<void> {
  const { folder = migrationsFolder, ...waits } = options
  const client = postgres(url, {
    max: 1,
    fetch_types: false,
    onnotice: () => {},
    // Making an index can take hours, and blocks no other session.
    connection: { application_name: 'passlink migrate', statement_timeout: 0, lock_timeout: 0 },
  })
  try {
    await acquireRunLock(client)
    await createMigrationsTable(client)
    for (const migration of readMigrations(folder))
      await applyMigration(client, migration, { ...defaultWaits, ...waits })
  } finally {
    // Without a limit the driver would wait for the answers that were lost with a connection.
    await client.end({ timeout: 1 })
  }
}

// Polled: a statement that waits for the lock has a snapshot, for which making a concurrent index would wait.
async function acquireRunLock(client: Sql): Promise<void> {
  for (;;) {
    const [row] = await client`select pg_try_advisory_lock(${runLockKey}::bigint) as acquired`
    if (row?.acquired) return
    await pause(pollMs)
  }
}
