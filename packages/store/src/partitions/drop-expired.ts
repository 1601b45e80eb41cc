import type { Db } from '../database/open-database.ts'
import { firstIdOf } from '../retention/age.ts'
import { dropLinks } from './drop-links.ts'
import { type DropOutcome, dropDeliveries, dropEvents, emptyAttempts } from './drop-partition.ts'
import { latestKey } from './latest-key.ts'
import { mayChange } from './may-change.ts'
import { type Client, type Partition, type Partitions, readPartitions } from './read-partitions.ts'
import { type Bound, months, type Scale, sequences } from './scale.ts'
import type { Scanning } from './scan-partition.ts'
import { keyOf, type PartitionedTable } from './tables.ts'

/** The ages at which rows expire, in milliseconds; that of links is also that of deliveries. */
export type Ages = { links: number; attempts: number; events: number }

/** Where expired rows have to be deleted one by one: in a whole table, or in some of its partitions. */
export type RowsIn = Record<PartitionedTable, string[]>

const tables = Object.keys(keyOf) as PartitionedTable[]

export const wholeTables: RowsIn = {
  links: ['links'],
  deliveries: ['deliveries'],
  attempts: ['attempts'],
  events: ['events'],
}

/**
 * Drops the partitions all of whose rows have expired. Those in which a row is kept, the default ones, and first ones, whose rows are
 * of more than a month, are in `rowsIn`, as are events that fill their partition so slowly that they expired a month ago; those which another transaction keeps from being dropped are in neither, and tried again by the next call. Whole tables are in `rowsIn`
 * if they are not partitioned or belong to another role. `deleted` is the number of rows that were in what was dropped.
 */
export async function dropExpired(
  db: Db,
  ages: Ages,
  scanning: Scanning,
): Promise<{ deleted: number; rowsIn: RowsIn }> {
  const partitions = await readPartitions(db.$client)
  const isPartitioned = tables.every(table => partitions.has(table))
  if (!isPartitioned || !(await mayChange(db.$client, tables))) return { deleted: 0, rowsIn: wholeTables }
  const rowsIn: RowsIn = { links: [], deliveries: [], attempts: [], events: [] }
  const latest = await latestKey(db.$client, { tables: ['events'] })
  const links = firstIdOf(ages.links)
  const bounds = { links, deliveries: links, attempts: firstIdOf(ages.attempts), events: latest }
  for (const table of tables) {
    const { isBefore } = table === 'events' ? sequences : months
    const isLasting = ({ from, to }: Partition) =>
      from === null && (to === null || isBefore(bounds[table], to))
    rowsIn[table].push(...of(partitions, table).flatMap(one => (isLasting(one) ? [one.name] : [])))
  }

  let deleted = 0
  const blocked: Partition[] = []
  async function drop(table: PartitionedTable, partition: Partition, dropping: Promise<DropOutcome>) {
    const dropped = await dropping
    if (dropped.outcome === 'dropped') deleted += dropped.rows
    if (dropped.outcome === 'kept' && !scanning.signal.aborted) rowsIn[table].push(partition.name)
    if (dropped.outcome === 'blocked') blocked.push(partition)
  }

  for (const deliveries of expired(partitions, 'deliveries', months, bounds.deliveries)) {
    const attempts = of(partitions, 'attempts').find(({ to }) => to === deliveries.to)
    if (attempts)
      await drop('deliveries', deliveries, dropDeliveries(db, deliveries, attempts, ages.links, scanning))
  }
  const left = await readPartitions(db.$client)
  for (const attempts of expired(left, 'attempts', months, bounds.attempts))
    await drop('attempts', attempts, emptyAttempts(db, attempts, ages.attempts, scanning))
  for (const expiring of expired(partitions, 'links', months, bounds.links)) {
    // Deliveries that are dropped later need not be deleted one by one.
    if (blocked.some(({ from, to }) => isOverlapping({ from, to }, expiring))) continue
    await drop('links', expiring, dropLinks(db, expiring, ages.links, scanning))
  }
  for (const events of expired(partitions, 'events', sequences, bounds.events)) {
    const dropped = await dropEvents(db, events, ages.events, scanning)
    if (dropped.outcome === 'dropped') deleted += dropped.rows
    if (dropped.outcome === 'kept' && events.from === null) rowsIn.events.push(events.name)
  }
  for (const { name, from } of of(await readPartitions(db.$client), 'events'))
    if (from !== null && (await hasLongExpired(db.$client, name, ages.events))) rowsIn.events.push(name)
  return { deleted, rowsIn }
}

const monthMs = 31 * 86_400_000

async function hasLongExpired(client: Client, events: string, ageMs: number): Promise<boolean> {
  const found = await client.unsafe(`
    select from (select at from "${events}" order by sequence limit 1) as oldest
    where at < now() - ${Math.floor(ageMs + monthMs)} * interval '1 millisecond'`)
  return found.length > 0
}

const of = (partitions: Partitions, table: PartitionedTable) => partitions.get(table) ?? []

/** The partitions that end at `bound` or before it. */
const expired = (partitions: Partitions, table: PartitionedTable, { isBefore }: Scale, bound: Bound) =>
  of(partitions, table).filter(({ to }) => to !== null && !isBefore(bound, to))

const isOverlapping = (one: Pick<Partition, 'from' | 'to'>, other: Pick<Partition, 'from' | 'to'>) =>
  (one.from === null || other.to === null || one.from < other.to) &&
  (other.from === null || one.to === null || other.from < one.to)
