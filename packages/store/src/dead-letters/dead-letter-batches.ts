import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rfc3339 } from '../database/rfc3339.ts'
import { run } from '../database/statement.ts'
import { type DeadLetterFilter, deadLettersThat } from './dead-letter-filter.ts'

type Row = { id: string; dead_at: string }

/**
 * The ids of dead letters, those that died first first, `size` at a time. It comes to an end whatever is done to them
 * meanwhile: each is given once, and what dies after the first was asked for is left out.
 */
export async function* deadLetterBatches(
  db: Db,
  filter: DeadLetterFilter,
  size: number,
): AsyncGenerator<string[]> {
  const [began] = await run<{ at: string }>(db, sql`select ${rfc3339(sql`now()`)} as at`)
  let last: Row | undefined
  for (;;) {
    const later: ReturnType<typeof sql> = last
      ? sql`and (dead_at, deliveries.id) > (${last.dead_at}::timestamptz, ${last.id}::uuid)`
      : sql``
    const batch = await run<Row>(
      db,
      sql`
        select deliveries.id, ${rfc3339(sql`dead_at`)} as dead_at
        ${deadLettersThat(filter)} and dead_at <= ${began?.at}::timestamptz ${later}
        order by deliveries.dead_at, deliveries.id limit ${size}`,
    )
    if (batch.length > 0) yield batch.map(({ id }) => id)
    last = batch.at(-1)
    if (batch.length < size) return
  }
}
