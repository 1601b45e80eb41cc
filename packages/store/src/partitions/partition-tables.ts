import type { Sql } from 'postgres'
import { type LockWaits, retryWhileLocked } from '../database/retry-while-locked.ts'
import { together } from '../database/together.ts'
import { expectPlain } from './expect-plain.ts'
import { latestKey } from './latest-key.ts'
import { readPartitions } from './read-partitions.ts'
import { readShape, type TableShape } from './read-shape.ts'
import type { Bound } from './scale.ts'
import { boundCheckOf, swap } from './swap.ts'
import { groups, keyOf, type PartitionGroup } from './tables.ts'
import { asOne, type TableLock, withLocks } from './with-locks.ts'

/**
 * Partitions the tables, while apps use them: each becomes the first partition of a table of its name. Rows are read
 * once, to show that they belong there, and not moved; locks are held for moments only. Continues where a call before
 * was cut off. Rejects if a table has a key that is no UUID of version 7 of the past, or a view, a trigger or a policy.
 */
export async function partitionTables(client: Sql, waits: LockWaits): Promise<void> {
  for (const group of groups) {
    await validateForeignKeys(client)
    const partitioned = await readPartitions(client)
    if (!group.tables.every(table => partitioned.has(table))) await partitionGroup(client, group, waits)
  }
  await validateForeignKeys(client)
}

async function partitionGroup(client: Sql, group: PartitionGroup, waits: LockWaits): Promise<void> {
  const { tables, scale } = group
  const tag = `partition_${tables.join('_')}`
  const retrying = (locks: TableLock[], work: Parameters<typeof withLocks<void>>[3]) =>
    retryWhileLocked(tag, waits, () => withLocks(client, locks, waits.lockTimeoutMs, work))
  const locks = tables.map(table => [`"${table}"`, 'access exclusive'] as const)
  for (const table of tables) await expectPlain(client, table)
  const bound = scale.first(await latestKey(client, group))
  try {
    await retrying(locks, async tx => {
      for (const table of tables) await tx.unsafe(addBoundCheck(table, bound))
    })
    for (const table of tables) {
      await expectBefore(client, table, bound, group)
      await client.unsafe(`alter table "${table}" validate constraint "${boundCheckOf(table)}"`)
    }
    const referring = await referringTables(client, group)
    await retrying(
      [
        ...referring.map(table => [table, 'access exclusive'] as const),
        ...locks,
        ...group.references.map(table => [`"${table}"`, 'access exclusive'] as const),
      ],
      async tx => {
        const shapes = await together(tables.map(table => readShape(tx, table)))
        await tx.unsafe(asOne(tables.flatMap((table, n) => swap(table, bound, shapes[n] as TableShape))))
      },
    )
  } catch (error) {
    // Before long the check would refuse new rows.
    await dropBoundChecks(client, waits).catch(() => {})
    throw error
  }
}

const addBoundCheck = (table: PartitionGroup['tables'][number], bound: Bound) => `
  alter table "${table}" drop constraint if exists "${boundCheckOf(table)}",
    add constraint "${boundCheckOf(table)}" check ("${keyOf[table]}" < '${bound}') not valid`

async function expectBefore(
  client: Sql,
  table: PartitionGroup['tables'][number],
  bound: Bound,
  { scale }: PartitionGroup,
): Promise<void> {
  const key = keyOf[table]
  const [row] = await client.unsafe(
    `select "${key}"::text as key from "${table}" order by "${key}" desc limit 1`,
  )
  if (row && !scale.isBefore(row.key, bound))
    throw new Error(`${table} has the ${key} ${row.key}, which is no UUID of version 7 of the past`)
}

async function referringTables(client: Sql, { tables }: PartitionGroup): Promise<string[]> {
  const rows = await client.unsafe(`
    select distinct conrelid::regclass::text as name from pg_constraint
    where contype = 'f' and conparentid = 0 and confrelid in (${tables.map(table => `'"${table}"'::regclass`)})
      and conrelid not in (${tables.map(table => `'"${table}"'::regclass`)})
    order by name desc`)
  return rows.map(({ name }) => name)
}

/** Marks foreign keys as valid that refer to tables which have been partitioned. Reads the rows, and blocks no call. */
async function validateForeignKeys(client: Sql): Promise<void> {
  const partitioned = [...(await readPartitions(client)).keys()]
  for (const table of partitioned) {
    const rows = await client.unsafe(`
      select conrelid::regclass::text as "table", conname as name from pg_constraint
      where contype = 'f' and not convalidated and conparentid = 0 and confrelid = '"${table}"'::regclass`)
    for (const { table: from, name } of rows)
      await client.unsafe(`alter table ${from} validate constraint "${name}"`)
  }
}

/** Drops the checks that a partitioning left which was cut off, because before long they would refuse new rows. */
export async function dropBoundChecks(client: Sql, waits: LockWaits): Promise<void> {
  for (const { tables } of groups)
    for (const table of tables) {
      const name = boundCheckOf(table)
      const left = await client.unsafe(
        `select from pg_constraint where conname = '${name}' and conrelid = to_regclass('${table}')`,
      )
      if (left.length === 0) continue
      await retryWhileLocked(name, waits, () =>
        withLocks(client, [[`"${table}"`, 'access exclusive']], waits.lockTimeoutMs, async tx => {
          await tx.unsafe(`alter table "${table}" drop constraint if exists "${name}"`)
        }),
      )
    }
}
