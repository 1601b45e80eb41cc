import type { Client } from './read-partitions.ts'
import { type Bound, firstIdAt } from './scale.ts'
import type { PartitionGroup } from './tables.ts'

/** About the key of the next row: an id that is made now, or the greatest sequence. */
export async function latestKey(client: Client, { tables }: Pick<PartitionGroup, 'tables'>): Promise<Bound> {
  if (!tables.includes('events')) return firstIdAt(Date.now())
  const [row] = await client.unsafe('select coalesce(max(sequence), 0)::text as latest from events')
  return row?.latest ?? '0'
}
