import { sql } from 'drizzle-orm'
import { type Connection, statement } from '../database/statement.ts'
import { given, milliseconds } from '../database/values.ts'

const take = statement<{ name: string }>(sql`
  update relays set probe_until = now() + ${milliseconds(given('leaseMs'))}
  where name = ${given('relay')} and away_until <= now() and (probe_until is null or probe_until <= now())
  returning name`)

const clearProbe = statement(sql`update relays set probe_until = null where name = ${given('relay')}`)

/**
 * Acquires a relay's probe after its pause. True for one caller among all processes, and for another after `leaseMs`
 * without a report.
 */
export async function takeProbe(db: Connection, relay: string, leaseMs: number): Promise<boolean> {
  return (await take(db, { relay, leaseMs })).length > 0
}

/** Releases a probe that was not used, so that another caller can acquire it. */
export async function returnProbe(db: Connection, relay: string): Promise<void> {
  await clearProbe(db, { relay })
}
