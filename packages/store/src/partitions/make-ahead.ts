import type { Sql } from 'postgres'
import type { Db } from '../database/open-database.ts'
import { together } from '../database/together.ts'
import { createPartition } from './create-partition.ts'
import { latestKey } from './latest-key.ts'
import { mayChange } from './may-change.ts'
import { type Client, type Partition, type Partitions, readPartitions } from './read-partitions.ts'
import { type OwnedBy, readOwner } from './read-shape.ts'
import { type Bound, boundAhead, missingRanges } from './scale.ts'
import { groups, keyOf, type PartitionGroup } from './tables.ts'
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

/** The names of the partitions that were made, and whether some could not be made, because the tables have another owner. */
export type MadePartitions = { made: string[]; lacksRights: boolean }

/**
 * Makes the partitions of the next three periods that are missing, if the tables are partitioned. Rows that an insert has put into
 * the default partition meanwhile stay there, and the new partition begins after them. Blocks calls for moments. Rejects with the
 * code of a lock that is not available if the locks are not granted in `lockTimeoutMs`, and with what to do if the default partition
 * has so many rows that reading them takes longer than that; `stopped` lets it take as long as it needs. If it fails for a table, the
 * partitions of the others are still made.
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
      await makeForGroup(client, group, latest, waits).then(
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

const makeForGroup = (client: Sql, group: PartitionGroup, latest: Bound, { lockTimeoutMs, stopped }: Waits) =>
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
      const covered = coveredBy(partitions, group, latest)
      const until = boundAhead(group.scale, latest)
      const stray = await findStray(tx, group, covered, until)
      const like = await together(
        group.tables.map(table =>
          readOwner(tx, newest(partitions.get(table) ?? [])?.name ?? `${table}_default`),
        ),
      )
      const created = missingRanges(group.scale, { covered, stray, until }).flatMap(range =>
        group.tables.map((table, n) => createPartition({ table, range, ...(like[n] as OwnedBy) })),
      )
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
  return (table && newest(partitions.get(table) ?? [])?.to) ?? scale.after(latest)
}

/** The greatest key between two bounds that a default partition has. */
async function findStray(
  tx: Client,
  { tables, scale }: PartitionGroup,
  from: Bound,
  until: Bound,
): Promise<Bound | null> {
  let stray: Bound | null = null
  for (const table of tables) {
    const key = keyOf[table]
    const [row] = await tx.unsafe(`
      select "${key}"::text as key from "${table}_default" where "${key}" >= '${from}' and "${key}" < '${until}'
      order by "${key}" desc limit 1`)
    if (row && (stray === null || scale.isBefore(stray, row.key))) stray = row.key
  }
  return stray
}
