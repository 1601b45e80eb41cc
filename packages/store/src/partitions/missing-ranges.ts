import { together } from '../database/together.ts'
import type { Client } from './read-partitions.ts'
import { type Bound, boundAhead, type NewRange, partsAround, rangesUntil, type Strays } from './scale.ts'
import { inRange } from './scan-partition.ts'
import { keyOf, type PartitionGroup } from './tables.ts'

/** The ranges without a partition from `covered` on, as far ahead of `latest` as partitions must reach. */
export async function missingRanges(
  tx: Client,
  group: PartitionGroup,
  { covered, latest }: { covered: Bound; latest: Bound },
): Promise<NewRange[]> {
  const { scale } = group
  const missing: NewRange[] = []
  for (const range of rangesUntil(scale, covered, boundAhead(scale, latest))) {
    const strays = await findStrays(tx, group, range)
    missing.push(...(strays ? partsAround(scale, range, { ...strays, latest }) : [range]))
  }
  return missing
}

async function findStrays(
  tx: Client,
  { tables, scale }: PartitionGroup,
  range: NewRange,
): Promise<Strays | null> {
  const found = tables.flatMap(table => {
    const key = `"${keyOf[table]}"`
    return ['asc', 'desc'].map(order =>
      tx.unsafe(`
        select ${key}::text as key from "${table}_default" where ${inRange(key, range)}
        order by ${key} ${order} limit 1`),
    )
  })
  const keys = (await together(found)).flatMap(rows => rows.map(({ key }) => String(key)))
  const [least, ...others] = keys.sort((one, other) => (scale.isBefore(one, other) ? -1 : 1))
  return least === undefined ? null : { least, greatest: others.at(-1) ?? least }
}
