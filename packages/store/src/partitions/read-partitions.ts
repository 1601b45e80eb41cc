import type postgres from 'postgres'
import type { Bound } from './scale.ts'
import type { PartitionedTable } from './tables.ts'

/** Where a statement can run: a session, a pool or a transaction of the driver. */
export type Client = Pick<postgres.Sql, 'unsafe'>

/** A partition has the keys from `from`, null: from the least, to `to`, exclusive. The default one has none of both. */
export type Partition = { name: string; from: Bound | null; to: Bound | null; isDefault: boolean }

type Row = { table: PartitionedTable; name: string; bound: string }

/** The partitions of each table that is partitioned, in the order of their keys. */
export type Partitions = ReadonlyMap<PartitionedTable, readonly Partition[]>

/** Reads which tables are partitioned, and how. Empty for a database whose tables are not. */
export async function readPartitions(client: Client): Promise<Partitions> {
  const rows = (await client.unsafe(`
    select parent.relname as "table", leaf.relname as name, pg_get_expr(leaf.relpartbound, leaf.oid) as bound
    from pg_class parent join pg_inherits on inhparent = parent.oid join pg_class leaf on leaf.oid = inhrelid
    where parent.relkind = 'p'
      and parent.oid in (to_regclass('links'), to_regclass('deliveries'), to_regclass('attempts'), to_regclass('events'))
    order by leaf.relname`)) as unknown as Row[]
  const partitions = new Map<PartitionedTable, Partition[]>()
  for (const { table, name, bound } of rows) {
    const found = partitions.get(table) ?? []
    partitions.set(table, [...found, { name, ...parseBound(bound) }])
  }
  for (const found of partitions.values()) found.sort((one, other) => compareBounds(one.to, other.to))
  return partitions
}

export const partitionsOf = (partitions: Partitions, table: PartitionedTable): readonly Partition[] =>
  partitions.get(table) ?? []

/** `FOR VALUES FROM (MINVALUE) TO ('…')`, or `DEFAULT`. */
export function parseBound(text: string): Omit<Partition, 'name'> {
  const [, from, to] = /^FOR VALUES FROM \((.*)\) TO \((.*)\)$/.exec(text) ?? []
  const keyIn = (value = '') => /^'?([\da-f-]+)'?$/.exec(value)?.[1] ?? null
  return { from: keyIn(from), to: keyIn(to), isDefault: text === 'DEFAULT' }
}

// Sequences have different lengths, UUIDs have the same. Partitions without an end come last.
function compareBounds(one: Bound | null, other: Bound | null): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null)
  return one.length - other.length || (one < other ? -1 : 1)
}
