import { setTimeout as pause } from 'node:timers/promises'
import postgres, { type Sql } from 'postgres'
import { expectSettings } from '../partitions/expect-settings.ts'
import { makePartitionsAhead } from '../partitions/make-ahead.ts'
import { dropBoundChecks, partitionTables } from '../partitions/partition-tables.ts'
import { applyMigration, createMigrationsTable } from './apply-migration.ts'
import type { DatabaseAddress } from './database-address.ts'
import { driverOptions } from './driver-options.ts'
import { migrationsFolder, readMigrations } from './read-migrations.ts'
import { type LockWaits, retryWhileLocked } from './retry-while-locked.ts'

export type MigrateOptions = Partial<LockWaits> & {
  folder?: string
  /** Also partitions the tables, which is not taken back. */
  partition?: boolean
  /** Partitions whatever the settings of Postgres. */
  anySettings?: boolean
  /** No app runs, so that partitions are made however long calls would have to wait. */
  stopped?: boolean
}

// A session that waits for a table lock blocks all sessions that request a lock after it. Calls fail after they have
// waited for a second (lock_timeout).
const defaultWaits: LockWaits = { lockTimeoutMs: 500, pauseMs: 1_000, triesMax: 400, onBlocked: () => {} }

const runLockKey = 7_266_051_443
const pollMs = 250

/**
 * Applies the migrations that are missing, while apps of this version and of the previous one use the tables. The tables
 * are in the first schema of the search path, which is created if the address names it. Concurrent calls are safe: one
 * applies the migrations, the others wait for it. Needs a session, so no pooler that shares a connection between
 * transactions. Waits for locks in short tries, and calls `onBlocked` after each failed try. Rejects with an error that
 * names the migration; the next call continues with that migration. If the tables are partitioned, also makes the
 * partitions of the next periods.
 */
export async function migrate(address: DatabaseAddress, options: MigrateOptions = {}): Promise<void> {
  const {
    folder = migrationsFolder,
    partition = false,
    anySettings = false,
    stopped = false,
    ...given
  } = options
  const waits = { ...defaultWaits, ...given }
  const client = postgres({
    ...driverOptions(address),
    max: 1,
    fetch_types: false,
    onnotice: () => {},
    // Creating an index can take hours, and blocks no other session.
    connection: {
      application_name: address.applicationName ?? 'passlink migrate',
      ...(address.options ? { options: address.options } : {}),
      statement_timeout: 0,
      lock_timeout: 0,
      jit: 'off',
    },
  })
  try {
    await acquireRunLock(client)
    if (address.schema) await createSchema(client, address.schema)
    await createMigrationsTable(client)
    for (const migration of readMigrations(folder)) await applyMigration(client, migration, waits)
    await dropBoundChecks(client, waits)
    if (partition && !anySettings) await expectSettings(client)
    if (partition) await partitionTables(client, waits)
    await retryWhileLocked('partitions', waits, async () => {
      await makePartitionsAhead(client, { lockTimeoutMs: waits.lockTimeoutMs, stopped })
    })
  } finally {
    // Without a timeout the driver would wait for answers that were lost with a connection.
    await client.end({ timeout: 1 })
  }
}

// Creating a schema needs a right that an existing one does not.
async function createSchema(client: Sql, name: string): Promise<void> {
  const existing = await client`select from pg_namespace where nspname = ${name}`
  if (existing.length === 0) await client`create schema ${client(name)}`
}

// Polled: a statement that waits for the lock has a snapshot, which would block `create index concurrently`.
async function acquireRunLock(client: Sql): Promise<void> {
  for (;;) {
    const [row] = await client`select pg_try_advisory_lock(${runLockKey}::bigint) as acquired`
    if (row?.acquired) return
    await pause(pollMs)
  }
}
