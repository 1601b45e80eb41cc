import type { Sql } from 'postgres'
import type { LockWaits } from '../database/retry-while-locked.ts'
import { nameOnPartition } from './swap.ts'
import { withLocks } from './with-locks.ts'

type Waits = Pick<LockWaits, 'lockTimeoutMs'>

const forms = {
  createIndex: /^\s*create (unique )?index concurrently "(\w+)" on "(\w+)"([\s\S]*?);?\s*$/i,
  dropIndex: /^\s*drop index concurrently if exists "(\w+)"\s*;?\s*$/i,
  setStorage: /^\s*alter table "(\w+)" (set \([^)]*\))\s*;?\s*$/i,
}

/**
 * Runs a statement of a migration that Postgres refuses for a partitioned table, partition by partition; false if it is
 * none, or the table is not partitioned. An index is made concurrently on each partition and then becomes that of the
 * table; partitions that are made meanwhile get it with the table's. Can be repeated. Rejects with the code of a lock
 * that is not available.
 */
export async function runOnPartitions(client: Sql, statement: string, waits: Waits): Promise<boolean> {
  const text = statement.replace(/^\s*--.*$/gm, '')
  const [, unique = '', index, table, rest] = forms.createIndex.exec(text) ?? []
  if (index && table && (await isPartitioned(client, table, 'p')))
    return createIndex(client, { unique, index, table, rest: rest ?? '' }, waits)
  const dropped = forms.dropIndex.exec(text)?.[1]
  if (dropped && (await isPartitioned(client, dropped, 'I'))) return dropIndex(client, dropped, waits)
  const [, altered, change] = forms.setStorage.exec(text) ?? []
  if (altered && (await isPartitioned(client, altered, 'p'))) {
    for (const name of await leavesOf(client, altered)) await client.unsafe(`alter table "${name}" ${change}`)
    return true
  }
  return false
}

type NewIndex = { unique: string; index: string; table: string; rest: string }

async function createIndex(
  client: Sql,
  { unique, index, table, rest }: NewIndex,
  { lockTimeoutMs }: Waits,
): Promise<true> {
  await withLocks(client, [[`only "${table}"`, 'share']], lockTimeoutMs, tx =>
    tx.unsafe(`create ${unique}index if not exists "${index}" on only "${table}"${rest}`),
  )
  // The text of the migration names the columns of the table.
  const [{ definition }] = (await client.unsafe(
    `select pg_get_indexdef('"${index}"'::regclass) as definition`,
  )) as unknown as [{ definition: string }]
  const using = definition.slice(definition.indexOf(' USING '))
  for (const leaf of await leavesWithout(client, table, index)) {
    const name = nameOnPartition(index, table, leaf)
    const [made] = await client.unsafe(
      `select indisvalid as valid from pg_index where indexrelid = to_regclass('"${name}"')`,
    )
    // An interrupted `create index concurrently` leaves an invalid index.
    if (made && !made.valid) await client.unsafe(`drop index concurrently "${name}"`)
    if (!made?.valid) await client.unsafe(`create ${unique}index concurrently "${name}" on "${leaf}"${using}`)
    await withLocks(client, [[`only "${table}"`, 'share update exclusive']], lockTimeoutMs, tx =>
      tx.unsafe(`alter index "${index}" attach partition "${name}"`),
    )
  }
  return true
}

async function dropIndex(client: Sql, index: string, { lockTimeoutMs }: Waits): Promise<true> {
  const [of] = await client.unsafe(
    `select indrelid::regclass::text as "table" from pg_index where indexrelid = '"${index}"'::regclass`,
  )
  await withLocks(client, [[String(of?.table), 'access exclusive']], lockTimeoutMs, tx =>
    tx.unsafe(`drop index if exists "${index}"`),
  )
  return true
}

async function isPartitioned(client: Sql, name: string, kind: 'p' | 'I'): Promise<boolean> {
  const found = await client.unsafe(
    `select from pg_class where oid = to_regclass('"${name}"') and relkind = '${kind}'`,
  )
  return found.length > 0
}

async function leavesOf(client: Sql, table: string): Promise<string[]> {
  const rows = await client.unsafe(
    `select relname as name from pg_inherits join pg_class on oid = inhrelid where inhparent = '"${table}"'::regclass order by 1`,
  )
  return rows.map(({ name }) => name)
}

/** The partitions of a table that have no index which is attached to this one. */
async function leavesWithout(client: Sql, table: string, index: string): Promise<string[]> {
  const rows = await client.unsafe(`
    select relname as name from pg_inherits join pg_class on oid = inhrelid
    where inhparent = '"${table}"'::regclass and oid not in (
      select indrelid from pg_inherits join pg_index on indexrelid = inhrelid where inhparent = '"${index}"'::regclass
    ) order by 1`)
  return rows.map(({ name }) => name)
}
