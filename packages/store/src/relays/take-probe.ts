import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { run } from '../database/statement.ts'

/** True for one caller over all processes once a relay's pause is over, and again after `leaseMs` without a report. */
export async function takeProbe(db: Db, relay: string, leaseMs: number): Promise<boolean> {
  const taken = await run(
    db,
    sql`
      update relays set probe_until = now() + ${leaseMs} * interval '1 millisecond'
      where name = ${relay} and away_until <= now() and (probe_until is null or probe_until <= now())
      returning name`,
  )
  return taken.length > 0
}

/** Lets somebody else have a probe that was not used. */
export async function returnProbe(db: Db, relay: string): Promise<void> {
  await run(db, sql`update relays set probe_until = null where name = ${relay}`)
}
