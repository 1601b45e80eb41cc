import type { OwnedBy } from './read-shape.ts'
import type { NewRange } from './scale.ts'
import { foreignKeyOfAttempts, type PartitionedTable } from './tables.ts'

type NewPartition = OwnedBy & {
  table: PartitionedTable
  /** Null: the default partition. */
  range: NewRange | null
}

const partitionName = (table: PartitionedTable, range: NewRange | null) =>
  `${table}_${range?.suffix ?? 'default'}`

/**
 * The statements that make a partition with the indexes and constraints of its table. It is made beside the table and
 * attached, because one that is created as a partition needs the table for itself. That of `attempts` is made after
 * that of `deliveries`.
 */
export function createPartition({ table, range, owner, storage }: NewPartition): {
  name: string
  statements: string[]
} {
  const name = partitionName(table, range)
  const bounds = range ? `for values from ('${range.from}') to ('${range.to}')` : 'default'
  const statements = [
    `create table "${name}" (like "${table}" including defaults including constraints including storage)`,
    ...(storage ? [`alter table "${name}" set (${storage})`] : []),
    ...(table === 'attempts'
      ? [`alter table "${name}" ${foreignKeyOfAttempts(partitionName('deliveries', range))}`]
      : []),
    `alter table "${table}" attach partition "${name}" ${bounds}`,
    `alter table "${name}" owner to ${owner}`,
  ]
  return { name, statements }
}
