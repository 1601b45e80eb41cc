import { sql } from 'drizzle-orm'
import { statement } from './statement.ts'
import type { Transaction } from './transaction.ts'
import { clock, type Instant, toInstant } from './values.ts'

/** The current moment, and the moment at which the transaction began. */
export type Times = { now: Instant; startedAt: Instant }

const read = statement<Times>(sql`select ${clock} as now, ${toInstant(sql`now()`)} as "startedAt"`)

/**
 * Reads the database's clock. Sent after the locking statements of a transaction, it reads a moment at which all locks
 * are held.
 */
export async function readClock(tx: Transaction): Promise<Times> {
  const [times] = await read(tx)
  return times as Times
}
