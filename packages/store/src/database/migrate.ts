import { setTimeout as pause } from 'node:timers/promises'
import postgres, { type Sql } from 'postgres'
import { applyMigration, createMigrationsTable } from './apply-migration.ts'
import { migrationsFolder, readMigrations } from './read-migrations.ts'
import type { LockWaits } from './retry-while-locked.ts'

export type MigrateOptions = Partial<LockWaits> & { folder?: string }

// Whoever waits for a table lock makes all wait who come to the table later. Calls wait a second for a lock, which must not pass by this.
const defaultWaits: LockWaits = { lockTimeoutMs: 500, pauseMs: 1_000, triesMax: 400, onBlocked: () => {} }

const runLockKey = 7_266_051_443
const pollMs = 250

/**
 * Brings the tables up to date while apps of this version and of the one before use them. Any number may start at once: one
 * works, the others wait and find nothing to do. Needs a session of its own, thus no pooler that shares connections between
 * transactions. A lock is waited for in short tries, `onBlocked` hearing of each that failed. Rejects with an error that names
 * the migration; migrating again goes on where it stopped.
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<void> {
  const { folder = migrationsFolder, ...waits } = options
  const client = postgres(url, {
    max: 1,
    fetch_types: false,
    onnotice: () => {},
    // Making an index takes as long as it takes, and blocks nobody meanwhile.
    connection: { application_name: 'passlink migrate', statement_timeout: 0, lock_timeout: 0 },
  })
  try {
    await acquireRunLock(client)
    await createMigrationsTable(client)
    for (const migration of readMigrations(folder))
      await applyMigration(client, migration, { ...defaultWaits, ...waits })
  } finally {
    // Without a limit the driver waits for ever for the answers that a lost connection took with it.
    await client.end({ timeout: 1 })
  }
}

// Asked again and again, not waited for: a statement that waits holds a snapshot, which a concurrent index waits for in turn.
async function acquireRunLock(client: Sql): Promise<void> {
  for (;;) {
    const [row] = await client`select pg_try_advisory_lock(${runLockKey}::bigint) as acquired`
    if (row?.acquired) return
    await pause(pollMs)
  }
}
