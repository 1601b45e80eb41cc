import type { Client, Partition } from './read-partitions.ts'

export type Scanning = { signal: AbortSignal; rest: (ms: number) => Promise<unknown> }

/** How many rows a partition has, unless one of them is kept or the scan was aborted. */
export type Scanned = { rows: number; isKept: boolean }

const batchMax = 20_000

type Batch = { rows: number; isKept: boolean; last: Record<string, string> | null }

/**
 * Reads a partition in batches in the order of its primary key, until a row fulfils `isKept`. An aborted scan counts as
 * one that found such a row.
 */
export async function scanPartition(
  client: Client,
  partition: string,
  { key, isKept }: { key: readonly string[]; isKept: string },
  { signal, rest }: Scanning,
): Promise<Scanned> {
  const columns = key.map(name => `"${name}"`).join(', ')
  const descending = key.map(name => `"${name}" desc`).join(', ')
  let after = ''
  for (let rows = 0; ; ) {
    if (signal.aborted) return { rows, isKept: true }
    const startedAt = performance.now()
    const [batch] = (await client.unsafe(`
      with batch as materialized (
        select ${columns}, ${isKept} as kept from "${partition}" ${after} order by ${columns} limit ${batchMax}
      )
      select count(*)::int as rows, coalesce(bool_or(kept), false) as "isKept",
        (select row_to_json(last) from (select ${columns} from batch order by ${descending} limit 1) as last) as last
      from batch`)) as unknown as [Batch]
    rows += batch.rows
    if (batch.isKept || batch.rows < batchMax) return { rows, isKept: batch.isKept }
    after = `where (${columns}) > (${key.map(name => `'${batch.last?.[name]}'`).join(', ')})`
    await rest(performance.now() - startedAt)
  }
}

/** The condition that a key is in a partition. */
export function inRange(key: string, { from, to }: Pick<Partition, 'from' | 'to'>): string {
  return [from && `${key} >= '${from}'`, to && `${key} < '${to}'`].filter(Boolean).join(' and ') || 'true'
}
