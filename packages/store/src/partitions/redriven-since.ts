import type { Client } from './read-partitions.ts'

// Longer than any transaction of an app takes.
const marginSeconds = 60

/** The sequence before those of all events whose transactions a statement that begins now may not see. */
export async function readFence(client: Client): Promise<string> {
  const [row] = await client.unsafe(`
    select coalesce((
      select sequence from events where at < now() - interval '${marginSeconds} seconds' order by sequence desc limit 1
    ), 0)::text as fence`)
  return row?.fence ?? '0'
}

/** Whether a delivery was redriven since then: no other change makes a delivery open that has ended. */
export async function wasRedrivenSince(tx: Client, fence: string): Promise<boolean> {
  const found = await tx.unsafe(
    `select from events where sequence > ${fence} and type = 'delivery.redriven' limit 1`,
  )
  return found.length > 0
}
