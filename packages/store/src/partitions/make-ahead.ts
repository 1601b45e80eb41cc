import type { Sql } from 'postgres'
import type { Db } from '../database/open-database.ts'
import { together } from '../database/together.ts'
import { createPartition } from './create-partition.ts'
import { latestKey } from './latest-key.ts'
import { mayChange } from './may-change.ts'
import { missingRanges } from './missing-ranges.ts'
import {
  type Client,
  type Partition,
  type Partitions,
  partitionsOf,
  readPartitions,
} from './read-partitions.ts'
import { type OwnedBy, readOwner } from './read-shape.ts'
import { type Bound, boundAhead } from './scale.ts'
import { groups, type PartitionGroup } from './tables.ts'
import { asOne, isBlocked, queryCanceled, withLocks } from './with-locks.ts'

type Waits = { lockTimeoutMs: number; stopped: boolean }

class DefaultTooLarge extends Error {
  constructor(names: string[], cause: unknown) {
    super(
      `${names.join(' and ')} cannot be read while calls wait, so no partitions are made: stop the apps and run npm run migrate -- --stopped`,
      { cause },
    )
  }
}

/**
 * The names of the partitions that were made, and whether some could not be made, because the tables have another
 * owner.
 */
export type MadePartitions = { made: string[]; lacksRights: boolean }

/**
 * Makes the partitions of the next three periods that are missing, if the tables are partitioned. Rows that an insert
 * has put into the default partition stay there, and new partitions are made before and after them. Blocks calls for
 * moments. Rejects with the code of a lock that is not available if the locks are not granted in `lockTimeoutMs`, and
 * with what to do if the default partition has so many rows that reading them takes longer than that; `stopped` lets it
 * take as long as it needs. If it fails for a table, the partitions of the others are still made.
 */
export async function makePartitionsAhead(client: Sql, waits: Waits): Promise<MadePartitions> {
  const partitions = await readPartitions(client)
  const made: string[] = []
  let lacksRights = false
  const failures: unknown[] = []
  for (const group of groups.filter(({ tables }) => tables.every(table => partitions.has(table)))) {
    const latest = await latestKey(client, group)
    if (!group.scale.isBefore(coveredBy(partitions, group, latest), boundAhead(group.scale, latest))) continue
    if (await mayChange(client, group.tables))
      await makeForGroup(client, group, waits).then(
        names => made.push(...names),
        error => failures.push(error),
      )
    else lacksRights = true
  }
  if (failures.length > 0) throw failures[0]
  return { made, lacksRights }
}

const lockTimeoutMs = 500

/** {@link makePartitionsAhead} from an app, which tries again later if another transaction is in the way. */
export async function keepPartitionsAhead({ $client }: Db): Promise<MadePartitions> {
  try {
    return await makePartitionsAhead($client, { lockTimeoutMs, stopped: false })
  } catch (error) {
    if (isBlocked(error)) return { made: [], lacksRights: false }
    throw error
  }
}

const makeForGroup = (client: Sql, group: PartitionGroup, { lockTimeoutMs, stopped }: Waits) =>
  withLocks(
    client,
    [
      ...group.tables.flatMap(
        table =>
          [
            [`only "${table}"`, 'share update exclusive'],
            [`"${table}_default"`, 'access exclusive'],
          ] as const,
      ),
      ...group.references.map(table => [`"${table}"`, 'share row exclusive'] as const),
    ],
    lockTimeoutMs,
    async tx => {
      const partitions = await readPartitions(tx)
      // With the locks, so that all that is in the default partition is before it, but for what a wrong clock made.
      const latest = await latestKey(tx, group)
      const missing = await missingRanges(tx, group, {
        covered: coveredBy(partitions, group, latest),
        latest,
      })
      const like = await together(
        group.tables.map(table =>
          readOwner(tx, newest(partitionsOf(partitions, table))?.name ?? `${table}_default`),
        ),
      )
      const created = missing.flatMap(range =>
        group.tables.map((table, n) => createPartition({ table, range, ...(like[n] as OwnedBy) })),
      )
      if (created.length === 0) return []
      const full = stopped ? [] : await defaultsWithRows(tx, group)
      if (stopped) await tx.unsafe('set local statement_timeout = 0')
      // Postgres reads each default partition, for rows that belong in the new one.
      await tx.unsafe(asOne(created.flatMap(({ statements }) => statements))).catch(error => {
        throw error.code === queryCanceled && full.length > 0 ? new DefaultTooLarge(full, error) : error
      })
      return created.map(({ name }) => name)
    },
  )

async function defaultsWithRows(tx: Client, { tables }: PartitionGroup): Promise<string[]> {
  const found = tables.map(async table => {
    const rows = await tx.unsafe(`select from "${table}_default" limit 1`)
    return rows.length > 0 ? [`${table}_default`] : []
  })
  return (await together(found)).flat()
}

const ranges = (partitions: readonly Partition[]) => partitions.filter(({ to }) => to !== null)
const newest = (partitions: readonly Partition[]) => ranges(partitions).at(-1)

/** The end of the last partition; where there is none but the default one, where the next one may begin. */
function coveredBy(partitions: Partitions, { tables, scale }: PartitionGroup, latest: Bound): Bound {
  const [table] = tables
  return (table && newest(partitionsOf(partitions, table))?.to) ?? scale.after(latest)
}
