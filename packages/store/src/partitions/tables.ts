import { months, type Scale, sequences } from './scale.ts'

export type PartitionedTable = 'links' | 'deliveries' | 'attempts' | 'events'

/** The column by whose ranges each table is partitioned: the first of its primary key. */
export const keyOf = { links: 'id', deliveries: 'id', attempts: 'delivery_id', events: 'sequence' } as const

/** Tables whose partitions have the same bounds and are made and dropped together, and the tables that they refer to. */
export type PartitionGroup = {
  tables: readonly PartitionedTable[]
  scale: Scale
  references: readonly string[]
}

/**
 * In the order in which they are partitioned: a foreign key of `deliveries` can only be taken over by all of its partitions
 * once it refers to all partitions of `links`.
 */
export const groups: readonly PartitionGroup[] = [
  { tables: ['links'], scale: months, references: ['users'] },
  { tables: ['deliveries', 'attempts'], scale: months, references: ['links'] },
  { tables: ['events'], scale: sequences, references: [] },
]

/**
 * The foreign key of each partition of `attempts`, to the partition of `deliveries` with the same bounds. To drop both
 * needs no search for rows that refer to what is dropped, as it would if the tables referred to each other.
 */
export const foreignKeyOfAttempts = (partitionOfDeliveries: string) =>
  `add constraint "attempts_delivery_id_deliveries_id_fk" foreign key ("delivery_id")
    references "${partitionOfDeliveries}" ("id") on delete cascade`
