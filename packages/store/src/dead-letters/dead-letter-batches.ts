import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rfc3339 } from '../database/rfc3339.ts'
import { run, statement } from '../database/statement.ts'
import { type DeadLetterFilter, deadLettersMatching } from './dead-letter-filter.ts'

const readNow = statement<{ now: string }>(sql`select ${rfc3339(sql`now()`)} as now`)

type Row = { id: string; dead_at: string }

/**
 * Yields the ids of dead letters, ordered by time of death, `size` at a time. Yields each id once and omits those that
 * die after the start, so it ends also if dead letters are redriven meanwhile.
 */
export async function* deadLetterBatches(
  db: Db,
  filter: DeadLetterFilter,
  size: number,
): AsyncGenerator<string[]> {
  const [start] = await readNow(db)
  let last: Row | undefined
  for (;;) {
    const later: ReturnType<typeof sql> = last
      ? sql`and (dead_at, deliveries.id) > (${last.dead_at}::timestamptz, ${last.id}::uuid)`
      : sql``
    const batch = await run<Row>(
      db,
      sql`
        select deliveries.id, ${rfc3339(sql`dead_at`)} as dead_at
        ${deadLettersMatching(filter)} and dead_at <= ${start?.now}::timestamptz ${later}
        order by deliveries.dead_at, deliveries.id limit ${size}`,
    )
    if (batch.length > 0) yield batch.map(({ id }) => id)
    last = batch.at(-1)
    if (batch.length < size) return
  }
}
