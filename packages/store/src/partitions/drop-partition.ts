import type { Db } from '../database/open-database.ts'
import type { Client, Partition } from './read-partitions.ts'
import { readFence, wasRedrivenSince } from './redriven-since.ts'
import { inRange, type Scanning, scanPartition } from './scan-partition.ts'
import { isBlocked, type TableLock, withLocks } from './with-locks.ts'

/**
 * `dropped` and `emptied`: the partition, or all that was in it, is gone, with so many rows; `kept`: a row is kept, and
 * the others have to be deleted one by one; `blocked`: another transaction is in the way, so that the same may succeed
 * later.
 */
export type DropOutcome = { outcome: 'dropped' | 'emptied'; rows: number } | { outcome: 'kept' | 'blocked' }

export const lockTimeoutMs = 500

const since = (ageMs: number) => `now() - ${Math.floor(ageMs)} * interval '1 millisecond'`
const isOpen = `status in ('queued', 'sending', 'waiting')`

/** Empties a partition of `attempts`, which is dropped with that of `deliveries`, for attempts at these may follow. */
export async function emptyAttempts(
  { $client: client }: Db,
  attempts: Partition,
  ageMs: number,
  scanning: Scanning,
): Promise<DropOutcome> {
  const some = await client.unsafe(`select from "${attempts.name}" limit 1`)
  if (some.length === 0) return { outcome: 'emptied', rows: 0 }
  const which = { key: ['delivery_id', 'number'], isKept: `started_at >= ${since(ageMs)}` }
  const locks = [[`"${attempts.name}"`, 'access exclusive']] as const
  return unlessRedriven(client, attempts, which, scanning, locks, async tx => {
    await tx.unsafe(`truncate "${attempts.name}"`)
    return 'emptied'
  })
}

/** Drops a partition of `deliveries` and that of `attempts` with the same bounds, if all deliveries ended that long ago. */
export function dropDeliveries(
  { $client: client }: Db,
  deliveries: Partition,
  attempts: Partition,
  ageMs: number,
  scanning: Scanning,
): Promise<DropOutcome> {
  const isKept = `(${isOpen} or created_at >= ${since(ageMs)} or coalesce(redriven_at >= ${since(ageMs)}, false))`
  const locks = [
    ...['only "deliveries"', '"deliveries_default"', `"${deliveries.name}"`],
    ...['only "attempts"', '"attempts_default"', `"${attempts.name}"`],
  ]
  return unlessRedriven(
    client,
    deliveries,
    { key: ['id'], isKept },
    scanning,
    locks.map(table => [table, 'access exclusive'] as const),
    async tx => {
      for (const { name } of [attempts, deliveries]) await tx.unsafe(`drop table "${name}"`)
      return 'dropped'
    },
  )
}

/** Drops a partition of `events` whose last event is that old. */
export async function dropEvents(
  { $client: client }: Db,
  events: Partition,
  ageMs: number,
  scanning: Scanning,
): Promise<DropOutcome> {
  const [last] = await client.unsafe(
    `select at >= ${since(ageMs)} as kept from "${events.name}" order by sequence desc limit 1`,
  )
  if (last?.kept) return { outcome: 'kept' }
  const { rows, isKept } = await scanPartition(
    client,
    events.name,
    { key: ['sequence'], isKept: `at >= ${since(ageMs)}` },
    scanning,
  )
  if (isKept) return { outcome: 'kept' }
  const locks = ['only "events"', '"events_default"', `"${events.name}"`]
  return unlessBlocked(() =>
    withLocks(
      client,
      locks.map(table => [table, 'access exclusive'] as const),
      lockTimeoutMs,
      async tx => {
        await tx.unsafe(`drop table "${events.name}"`)
        return { outcome: 'dropped', rows }
      },
    ),
  )
}

/**
 * Looks at all rows of a partition before it locks anything, and then only at what may have changed since then: a
 * delivery that had ended can only have been redriven.
 */
async function unlessRedriven(
  client: Db['$client'],
  partition: Partition,
  which: { key: readonly string[]; isKept: string },
  scanning: Scanning,
  locks: readonly TableLock[],
  drop: (tx: Client) => Promise<'dropped' | 'emptied'>,
): Promise<DropOutcome> {
  const fence = await readFence(client)
  if (await hasOpen(client, partition)) return { outcome: 'kept' }
  const { rows, isKept } = await scanPartition(client, partition.name, which, scanning)
  if (isKept) return { outcome: 'kept' }
  return unlessBlocked(() =>
    withLocks(client, locks, lockTimeoutMs, async tx => {
      const isReopened = (await hasOpen(tx, partition)) || (await wasRedrivenSince(tx, fence, partition))
      if (isReopened) return { outcome: 'blocked' }
      return { outcome: await drop(tx), rows }
    }),
  )
}

async function hasOpen(client: Client, partition: Partition): Promise<boolean> {
  const found = await client.unsafe(
    `select from deliveries where ${isOpen} and ${inRange('id', partition)} limit 1`,
  )
  return found.length > 0
}

/** A lock that is not available or a deadlock is not an error. */
export async function unlessBlocked(work: () => Promise<DropOutcome>): Promise<DropOutcome> {
  try {
    return await work()
  } catch (error) {
    if (isBlocked(error)) return { outcome: 'blocked' }
    throw error
  }
}
