import { sql } from 'drizzle-orm'
import type { Db } from './open-database.ts'
import { run } from './statement.ts'

const skewMsMax = 2_000

/** A sentence saying how far this machine's clock is from the database's, where that is more than two seconds. */
export async function checkClock(db: Db): Promise<string | undefined> {
  const before = Date.now()
  const [row] = await run<{ ms: string }>(db, sql`select 1000 * extract(epoch from clock_timestamp()) as ms`)
  const after = Date.now()
  // Their clock was read somewhere between the two.
  const aheadMs = Math.max(before - Number(row?.ms), 0)
  const behindMs = Math.max(Number(row?.ms) - after, 0)
  if (Math.max(aheadMs, behindMs) <= skewMsMax) return undefined
  const seconds = Math.round(Math.max(aheadMs, behindMs) / 1_000)
  return `this machine's clock is ${seconds} s ${aheadMs ? 'ahead of' : 'behind'} the database's: retries come at the wrong time until they agree`
}
