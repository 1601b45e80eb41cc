import { sql } from 'drizzle-orm'
import type { Db } from './open-database.ts'
import { statement } from './statement.ts'
import { clock, type Instant } from './values.ts'

const skewMsMax = 2_000

const readClock = statement<{ now: Instant }>(sql`select ${clock} as now`)

/** A sentence about the difference between this machine's clock and the database's, if it is more than two seconds. */
export async function checkClock(db: Db): Promise<string | undefined> {
  const before = Date.now()
  const [row] = await readClock(db)
  const after = Date.now()
  // The database read its clock at some moment between `before` and `after`.
  const now = row?.now ?? before
  const aheadMs = Math.max(before - now, 0)
  const behindMs = Math.max(now - after, 0)
  if (Math.max(aheadMs, behindMs) <= skewMsMax) return undefined
  const seconds = Math.round(Math.max(aheadMs, behindMs) / 1_000)
  return `this machine's clock is ${seconds} s ${aheadMs ? 'ahead of' : 'behind'} the database's: retries come at the wrong time until they agree`
}
