import type { Sql } from 'postgres'
import type { Migration } from './read-migrations.ts'
import { type LockWaits, retryWhileLocked } from './retry-while-locked.ts'

// Other versions of Passlink wait for this lock with a statement, which has a snapshot, and making a concurrent index waits for
// every snapshot. The lock is thus never locked while an index is made.
const transactionLockKey = 7_266_051_442

const autovacuumYieldMs = 5_000

/** Makes drizzle's table of applied migrations, in the place and form that drizzle gives it. */
export async function createMigrationsTable(client: Sql): Promise<void> {
  await inTurn(client, async tx => {
    await tx`create schema if not exists drizzle`
    await tx`
      create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`
  })
}

/**
 * Applies a migration that is not applied yet. In a transaction it is applied as a whole or not at all. Outside one it may stop
 * after any statement; applying it again repeats them all, save indexes that are there and valid.
 */
export async function applyMigration(client: Sql, migration: Migration, waits: LockWaits): Promise<void> {
  const apply = migration.inTransaction ? applyInTransaction : applyOutsideTransaction
  await retryWhileLocked(migration.tag, waits, () => apply(client, migration, waits))
}

async function applyInTransaction(client: Sql, migration: Migration, { lockTimeoutMs }: LockWaits) {
  await inTurn(client, async tx => {
    if (await isApplied(tx, migration)) return
    await makeAutovacuumYield(tx, migration)
    await tx.unsafe(`set local lock_timeout = ${lockTimeoutMs}`)
    for (const statement of migration.statements) await tx.unsafe(statement)
    await recordApplied(tx, migration)
  })
}

async function applyOutsideTransaction(client: Sql, migration: Migration) {
  if (await isApplied(client, migration)) return
  for (const statement of migration.statements) {
    const index = /^\s*create (?:unique )?index concurrently "(\w+)"/im.exec(statement)?.[1]
    if (index && (await hasValidIndex(client, index))) continue
    // What is left of an index whose making was interrupted: no query uses it, every write pays for it.
    if (index) await client.unsafe(`drop index concurrently if exists "${index}"`)
    await client.unsafe(statement)
  }
  await recordApplied(client, migration)
}

// An autovacuum is cancelled only once a session has waited for its lock for a second (deadlock_timeout), longer than calls may have
// to wait. No call waits behind a session that requests the same lock as autovacuum has, rather than the stronger one of `alter table`.
async function makeAutovacuumYield(tx: Sql, { statements }: Migration): Promise<void> {
  const altered = statements.map(statement => /^\s*alter table "?(\w+)"?/im.exec(statement)?.[1])
  await tx.unsafe(`set local lock_timeout = ${autovacuumYieldMs}`)
  for (const table of new Set(altered.filter(name => name !== undefined))) {
    const [found] = await tx`select to_regclass(${`"${table}"`}) is not null as exists`
    if (found?.exists) await tx.unsafe(`lock table "${table}" in share update exclusive mode`)
  }
}

async function inTurn(client: Sql, work: (tx: Sql) => Promise<void>): Promise<void> {
  await client.begin(async tx => {
    await tx`select pg_advisory_xact_lock(${transactionLockKey}::bigint)`
    await work(tx as unknown as Sql)
  })
}

// As drizzle decides it, by time alone.
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
