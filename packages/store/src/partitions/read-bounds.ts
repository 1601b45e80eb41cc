import type { Ages } from './drop-expired.ts'
import { latestKey } from './latest-key.ts'
import type { Client } from './read-partitions.ts'
import { type Bound, firstIdAt } from './scale.ts'
import type { PartitionedTable } from './tables.ts'

/**
 * The keys before which rows may have expired, by the clock of the database, so that a worker whose clock is wrong
 * drops nothing too early. Of events it is the latest: their keys say nothing of their age.
 */
export async function readBounds(client: Client, ages: Ages): Promise<Record<PartitionedTable, Bound>> {
  const [row] = await client.unsafe('select (1000 * extract(epoch from now()))::float8 as now')
  const before = (ageMs: number) => firstIdAt(Number(row?.now) - ageMs)
  const [links, attempts] = [before(ages.links), before(ages.attempts)]
  return { links, deliveries: links, attempts, events: await latestKey(client, { tables: ['events'] }) }
}
