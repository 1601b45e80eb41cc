import { sql } from 'drizzle-orm'
import { type Connection, statement } from '../database/statement.ts'
import { given, milliseconds } from '../database/values.ts'

const take = statement<{ name: string }>(sql`
  update relays set probe_until = now() + ${milliseconds(given('leaseMs'))}
  where name = ${given('relay')} and away_until <= now() and (probe_until is null or probe_until <= now())
  returning name`)

const giveBack = statement(sql`update relays set probe_until = null where name = ${given('relay')}`)

/** True for one caller over all processes once a relay's pause is over, and again after `leaseMs` without a report. */
export async function takeProbe(db: Connection, relay: string, leaseMs: number): Promise<boolean> {
  return (await take(db, { relay, leaseMs })).length > 0
}

/** Lets another caller take a probe that was not used. */
export async function returnProbe(db: Connection, relay: string): Promise<void> {
  await giveBack(db, { relay })
}
