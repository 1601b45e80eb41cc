import type { Db } from '../database/open-database.ts'
import { sweepReferencedLinks } from '../retention/sweep-links.ts'
import { type DropOutcome, lockTimeoutMs, unlessBlocked } from './drop-partition.ts'
import type { Partition } from './read-partitions.ts'
import { inRange, type Scanning, scanPartition } from './scan-partition.ts'
import { asOne, queryCanceled, withLocks } from './with-locks.ts'

/**
 * Drops a partition of `links`. Its links that have deliveries in other partitions, later notices for instance, are
 * deleted before, one by one. Postgres itself looks for rows that refer to the others, and that with calls waiting:
 * where it takes longer than they may, the links are `kept` and have to be deleted one by one.
 */
export async function dropLinks(
  db: Db,
  links: Partition,
  ageMs: number,
  scanning: Scanning,
): Promise<DropOutcome> {
  const { $client: client } = db
  await sweepReferencedLinks(db, links, ageMs, scanning)
  if (await isReferenced(client, links)) return { outcome: 'kept' }
  const isKept = `created_at >= now() - ${Math.floor(ageMs)} * interval '1 millisecond'`
  const scanned = await scanPartition(client, links.name, { key: ['id'], isKept }, scanning)
  if (scanned.isKept) return { outcome: 'kept' }
  const locks = ['only "deliveries"', '"challenges"', 'only "links"', '"links_default"', `"${links.name}"`]
  return unlessKept(() =>
    withLocks(
      client,
      locks.map(table => [table, 'access exclusive'] as const),
      lockTimeoutMs,
      async tx => {
        // What is sorted by its index is read until the first that is not in the partition; a hash table needs all rows.
        await tx.unsafe('set local enable_hashjoin = off')
        await tx.unsafe('set local enable_seqscan = off')
        await tx.unsafe('set local enable_sort = off')
        await tx
          .unsafe(
            asOne([
              `delete from challenges where ${inRange('link_id', links)}`,
              `alter table "links" detach partition "${links.name}"`,
              `drop table "${links.name}"`,
            ]),
          )
          .catch(keepIfSearchIsLong)
        return { outcome: 'dropped', rows: scanned.rows }
      },
    ),
  )
}

const foreignKeyViolated = '23503'

class SearchTooLong extends Error {}

function keepIfSearchIsLong(error: { code?: string }): never {
  throw [queryCanceled, foreignKeyViolated].includes(error.code ?? '') ? new SearchTooLong() : error
}

async function unlessKept(drop: () => Promise<DropOutcome>): Promise<DropOutcome> {
  try {
    return await unlessBlocked(drop)
  } catch (error) {
    if (error instanceof SearchTooLong) return { outcome: 'kept' }
    throw error
  }
}

async function isReferenced(client: Db['$client'], links: Partition): Promise<boolean> {
  const found = await client.unsafe(`select from deliveries where ${inRange('link_id', links)} limit 1`)
  return found.length > 0
}
