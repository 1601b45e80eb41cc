import { type SQL, sql } from 'drizzle-orm'
import { rfc3339 } from '../database/rfc3339.ts'
import { run } from '../database/statement.ts'
import type { Transaction } from '../database/transaction.ts'
import { foundColumns, lookUps } from '../deliveries/found-delivery.ts'
import type { FoundRow, FoundRows, Position } from './merge-rows.ts'
import type { Source } from './source.ts'

type Options = { limit: number; rowsMax: number }

const shown = { uuid: sql`place::text`, timestamptz: rfc3339(sql`place`) }
const types = { uuid: sql`uuid`, timestamptz: sql`timestamptz` }

/** Reads the rows of a source that satisfy a condition: up to one more than `limit`. */
export async function readSource(
  tx: Transaction,
  { bounded, rows, placeOf, after }: Source,
  condition: SQL,
  { limit, rowsMax }: Options,
): Promise<FoundRows> {
  const rest = after
    ? sql`and (place, deliveries.id) < (${after.place}::${types[placeOf]}, ${after.id}::uuid)`
    : sql``
  const found = await run<FoundRow>(
    tx,
    sql`
      select ${shown[placeOf]} as "atPlace", ${foundColumns} from ${rows} ${lookUps}
      where ${condition} ${rest}
      order by place desc, deliveries.id desc limit ${limit + 1}`,
  )
  if (found.length > limit) return { rows: found, end: null }
  const [end] = await run<Position>(
    tx,
    sql`
      select ${shown[placeOf]} as place, id from (${bounded}) as bounded
      order by bounded.place desc, id desc offset ${rowsMax - 1} limit 1`,
  )
  return { rows: found, end: end ?? null }
}
