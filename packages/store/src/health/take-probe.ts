import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { type Connection, statement } from '../database/statement.ts'
import { transact } from '../database/transaction.ts'
import { columnsOf, given, givenRows } from '../database/values.ts'
import { decideTakeProbe } from './decide-take-probe.ts'
import { lockServers } from './lock.ts'
import { healthOf } from './server-state.ts'

const columns = { name: 'text', probe_until: 'instant' }

const save = statement(sql`
  update relays set probe_until = given.probe_until from ${givenRows(columns)} where relays.name = given.name`)

const clearProbe = statement(sql`update relays set probe_until = null where name = ${given('server')}`)

/**
 * Acquires a server's probe after its pause. True for one caller among all processes, and for another after `leaseMs`
 * without a report.
 */
export function takeProbe(db: Db, server: string, leaseMs: number): Promise<boolean> {
  return transact(db, async tx => {
    const { servers, now } = await lockServers(tx, [server])
    const taken = servers.flatMap(row => decideTakeProbe(healthOf(row), leaseMs, now) ?? [])
    const rows = taken.map(({ probeUntil }) => ({ name: server, probeUntil }))
    if (rows.length > 0) await save(tx, columnsOf(rows, columns))
    return rows.length > 0
  })
}

/** Releases a probe that was not used, so that another caller can acquire it. */
export async function returnProbe(db: Connection, server: string): Promise<void> {
  await clearProbe(db, { server })
}
