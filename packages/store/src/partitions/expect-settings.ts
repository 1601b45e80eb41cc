import type { Client } from './read-partitions.ts'

// A claim locks all partitions and their indexes: 840 locks with sixteen partitions of each table.
const locksMin = 512

/** Rejects if Postgres has room for too few locks of each transaction. */
export async function expectSettings(client: Client): Promise<void> {
  const [row] = await client.unsafe(`select current_setting('max_locks_per_transaction')::int as locks`)
  if (row?.locks < locksMin)
    throw new Error(
      `partitions need max_locks_per_transaction = ${locksMin} or more, and it is ${row?.locks}: set it, restart Postgres and try again`,
    )
}
