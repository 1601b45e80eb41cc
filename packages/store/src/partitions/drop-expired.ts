import type { Db } from '../database/open-database.ts'
import { dropLinks } from './drop-links.ts'
import { type DropOutcome, dropDeliveries, dropEvents, emptyAttempts } from './drop-partition.ts'
import { mayChange } from './may-change.ts'
import { readBounds } from './read-bounds.ts'
import {
  type Client,
  type Partition,
  type Partitions,
  partitionsOf,
  readPartitions,
} from './read-partitions.ts'
import { type Bound, months, type Scale, sequences } from './scale.ts'
import type { Scanning } from './scan-partition.ts'
import { keyOf, type PartitionedTable } from './tables.ts'
import { noSuchTable } from './with-locks.ts'

/** The ages at which rows expire, in milliseconds; that of links is also that of deliveries. */
export type Ages = { links: number; attempts: number; events: number }

/** Where expired rows have to be deleted one by one: in a whole table, or in some of its partitions. */
export type RowsIn = Record<PartitionedTable, string[]>

/**
 * `deleted` is the number of rows that were in what was dropped. The partitions that are `blocked` are kept from being
 * dropped by another transaction, or had a delivery redriven a moment ago. `failures` has an error for each that could
 * not be dropped.
 */
export type Expired = { deleted: number; rowsIn: RowsIn; blocked: string[]; failures: unknown[] }

const tables = Object.keys(keyOf) as PartitionedTable[]
const scaleOf = (table: PartitionedTable): Scale => (table === 'events' ? sequences : months)

export const wholeTables: RowsIn = {
  links: ['links'],
  deliveries: ['deliveries'],
  attempts: ['attempts'],
  events: ['events'],
}

/**
 * Drops the partitions all of whose rows have expired. `rowsIn` has those in which a row is kept. It has the default
 * ones, and first ones, whose rows are of more than a month. It has those of events that fill so slowly that their
 * oldest expired a month ago. Those that are blocked or failed are neither dropped nor in `rowsIn`: the next call tries
 * them again. Whole tables are in `rowsIn` if they are not partitioned or belong to another role.
 */
export async function dropExpired(db: Db, ages: Ages, scanning: Scanning): Promise<Expired> {
  const { $client: client } = db
  const partitions = await readPartitions(client)
  const isPartitioned = tables.every(table => partitions.has(table))
  if (!isPartitioned || !(await mayChange(client, tables)))
    return { deleted: 0, rowsIn: wholeTables, blocked: [], failures: [] }
  const bounds = await readBounds(client, ages)
  const rowsIn: RowsIn = { links: [], deliveries: [], attempts: [], events: [] }
  const failures: unknown[] = []
  const undropped: Partition[] = []
  const blocked: string[] = []
  let deleted = 0

  for (const table of tables)
    for (const partition of partitionsOf(partitions, table))
      if (isDeletedRowByRow(table, partition, bounds[table])) rowsIn[table].push(partition.name)

  async function drop(table: PartitionedTable, partition: Partition, dropping: Promise<DropOutcome>) {
    try {
      const dropped = await dropping
      if ('rows' in dropped) deleted += dropped.rows
      if (dropped.outcome === 'kept' && !scanning.signal.aborted && isDeletedRowByRowIfKept(table, partition))
        rowsIn[table].push(partition.name)
      if (dropped.outcome !== 'blocked') return
      blocked.push(partition.name)
      undropped.push(partition)
    } catch (error) {
      if (isGone(error)) return
      failures.push(error)
      undropped.push(partition)
    }
  }

  for (const deliveries of expired(partitions, 'deliveries', bounds)) {
    const attempts = partitionsOf(partitions, 'attempts').find(({ to }) => to === deliveries.to)
    if (attempts)
      await drop('deliveries', deliveries, dropDeliveries(db, deliveries, attempts, ages.links, scanning))
  }
  for (const attempts of expired(await readPartitions(client), 'attempts', bounds))
    await drop('attempts', attempts, emptyAttempts(db, attempts, ages.attempts, scanning))
  for (const links of expired(partitions, 'links', bounds)) {
    // Deliveries that are dropped later need not be deleted one by one.
    if (undropped.some(deliveries => isOverlapping(deliveries, links))) continue
    await drop('links', links, dropLinks(db, links, ages.links, scanning))
  }
  for (const events of expired(partitions, 'events', bounds))
    await drop('events', events, dropEvents(db, events, ages.events, scanning))

  const left = await readPartitions(client)
  for (const { name, from } of partitionsOf(left, 'events'))
    try {
      if (from !== null && (await hasLongExpired(client, name, ages.events))) rowsIn.events.push(name)
    } catch (error) {
      if (!isGone(error)) failures.push(error)
    }
  return { deleted, rowsIn: within(rowsIn, left), blocked, failures }
}

/** Whether another process dropped the partition first. */
const isGone = (error: unknown) => (error as { code?: string }).code === noSuchTable

const monthMs = 31 * 86_400_000

async function hasLongExpired(client: Client, events: string, ageMs: number): Promise<boolean> {
  const found = await client.unsafe(`
    select from (select at from "${events}" order by sequence limit 1) as oldest
    where at < now() - ${Math.floor(ageMs + monthMs)} * interval '1 millisecond'`)
  return found.length > 0
}

/** Whether a partition has rows of more than a month, of which some expire long before the others. */
const isDeletedRowByRow = (table: PartitionedTable, { from, to }: Partition, bound: Bound): boolean =>
  from === null && (to === null || scaleOf(table).isBefore(bound, to))

// Events of a partition other than the first expire soon after each other.
const isDeletedRowByRowIfKept = (table: PartitionedTable, { from }: Partition): boolean =>
  table !== 'events' || from === null

/** The partitions of a table that end at its bound or before it. */
const expired = (partitions: Partitions, table: PartitionedTable, bounds: Record<PartitionedTable, Bound>) =>
  partitionsOf(partitions, table).filter(
    ({ to }) => to !== null && !scaleOf(table).isBefore(bounds[table], to),
  )

/** Without what has been dropped meanwhile: attempts go with their deliveries, and another process may drop too. */
function within(rowsIn: RowsIn, left: Partitions): RowsIn {
  const existing = new Set([...left.values()].flat().map(({ name }) => name))
  const only = (names: string[]) => names.filter(name => existing.has(name))
  const { links, deliveries, attempts, events } = rowsIn
  return { links: only(links), deliveries: only(deliveries), attempts: only(attempts), events: only(events) }
}

const isOverlapping = (one: Pick<Partition, 'from' | 'to'>, other: Pick<Partition, 'from' | 'to'>) =>
  (one.from === null || other.to === null || one.from < other.to) &&
  (other.from === null || one.to === null || other.from < one.to)
