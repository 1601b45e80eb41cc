import type { Sql } from 'postgres'
import { runOnPartitions } from '../partitions/run-on-partitions.ts'
import type { Migration } from './read-migrations.ts'
import { type LockWaits, retryWhileLocked } from './retry-while-locked.ts'

// Other versions of Passlink wait for this lock in a statement, which has a snapshot, and `create index concurrently`
// waits for every older snapshot. The lock is thus never held while an index is created.
const transactionLockKey = 7_266_051_442

const autovacuumYieldMs = 5_000

/** Creates the table of applied migrations with the schema, name and columns that drizzle uses. */
export async function createMigrationsTable(client: Sql): Promise<void> {
  await withTransactionLock(client, async tx => {
    await tx`create schema if not exists drizzle`
    await tx`
      create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`
  })
}

/**
 * Applies a migration unless it is applied already. In a transaction it is applied completely or not at all. Outside a
 * transaction it may stop after any statement; the next call runs all statements again, except those that create an
 * index that exists and is valid.
 */
export async function applyMigration(client: Sql, migration: Migration, waits: LockWaits): Promise<void> {
  const apply = migration.inTransaction ? applyInTransaction : applyOutsideTransaction
  await retryWhileLocked(migration.tag, waits, () => apply(client, migration, waits))
}

async function applyInTransaction(client: Sql, migration: Migration, { lockTimeoutMs }: LockWaits) {
  await withTransactionLock(client, async tx => {
    if (await isApplied(tx, migration)) return
    await makeAutovacuumYield(tx, migration)
    await tx.unsafe(`set local lock_timeout = ${lockTimeoutMs}`)
    for (const statement of migration.statements) await tx.unsafe(statement)
    await recordApplied(tx, migration)
  })
}

async function applyOutsideTransaction(client: Sql, migration: Migration, waits: LockWaits) {
  if (await isApplied(client, migration)) return
  for (const statement of migration.statements) {
    if (await runOnPartitions(client, statement, waits)) continue
    const index = /^\s*create (?:unique )?index concurrently "(\w+)"/im.exec(statement)?.[1]
    if (index && (await hasValidIndex(client, index))) continue
    // An interrupted `create index concurrently` leaves an invalid index: no query uses it, every write maintains it.
    if (index) await client.unsafe(`drop index concurrently if exists "${index}"`)
    await client.unsafe(statement)
  }
  await recordApplied(client, migration)
}

// An autovacuum is cancelled only after a session has waited for its lock for a second (deadlock_timeout), and calls
// must not wait that long. So this waits for the same lock mode that autovacuum holds, which no call conflicts with,
// before `alter table` requests its stronger lock.
async function makeAutovacuumYield(tx: Sql, { statements }: Migration): Promise<void> {
  const altered = statements.map(statement => /^\s*alter table "?(\w+)"?/im.exec(statement)?.[1])
  await tx.unsafe(`set local lock_timeout = ${autovacuumYieldMs}`)
  for (const table of new Set(altered.filter(name => name !== undefined))) {
    const [found] = await tx`select to_regclass(${`"${table}"`}) is not null as exists`
    if (found?.exists) await tx.unsafe(`lock table "${table}" in share update exclusive mode`)
  }
}

async function withTransactionLock(client: Sql, work: (tx: Sql) => Promise<void>): Promise<void> {
  await client.begin(async tx => {
    await tx`select pg_advisory_xact_lock(${transactionLockKey}::bigint)`
    await work(tx as unknown as Sql)
  })
}

// By time only, as drizzle does.
async function isApplied(client: Sql, { when }: Migration): Promise<boolean> {
  const applied = await client`select from drizzle.__drizzle_migrations where created_at >= ${when} limit 1`
  return applied.length > 0
}

async function recordApplied(client: Sql, { hash, when }: Migration): Promise<void> {
  await client`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${when})`
}

async function hasValidIndex(client: Sql, name: string): Promise<boolean> {
  const valid =
    await client`select from pg_index where indexrelid = to_regclass(${`"${name}"`}) and indisvalid`
  return valid.length > 0
}
