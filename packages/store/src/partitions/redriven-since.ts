import type { Client, Partition } from './read-partitions.ts'
import { inRange } from './scan-partition.ts'

// Longer than any transaction of an app takes.
const marginSeconds = 60

/** A sequence such that every event that is not visible yet has a greater one. */
export async function readFence(client: Client): Promise<string> {
  const [row] = await client.unsafe(`
    select coalesce((
      select sequence from events where at < now() - interval '${marginSeconds} seconds' order by sequence desc limit 1
    ), 0)::text as fence`)
  return row?.fence ?? '0'
}

/**
 * Whether a delivery with a key of the partition was redriven since then: no other change makes one open that has
 * ended.
 */
export async function wasRedrivenSince(tx: Client, fence: string, partition: Partition): Promise<boolean> {
  const found = await tx.unsafe(`
    select from events where sequence > ${fence} and type = 'delivery.redriven'
      and ${inRange("(data ->> 'deliveryId')::uuid", partition)} limit 1`)
  return found.length > 0
}
