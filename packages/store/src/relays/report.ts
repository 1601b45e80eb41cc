import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { transact } from '../database/transaction.ts'
import { columnsOf, givenRows } from '../database/values.ts'
import { decideReport, type RelayReport } from './decide-report.ts'
import { lockRelays } from './lock.ts'
import { type RelayState, relayStateOf } from './relay-state.ts'

const columns = {
  name: 'text',
  failures: 'integer',
  pauses: 'integer',
  away_until: 'instant',
  probe_until: 'instant',
}

const save = statement(sql`
  update relays set failures = given.failures, pauses = given.pauses, away_until = given.away_until,
    probe_until = given.probe_until
  from ${givenRows(columns)} where relays.name = given.name`)

/**
 * Updates the states of relays, which all workers share. The answers are the new states, in the order of the reports.
 */
export function reportRelays(db: Db, reports: readonly RelayReport[]): Promise<RelayState[]> {
  return transact(db, async tx => {
    const { relays, now } = await lockRelays(
      tx,
      reports.map(({ relay }) => relay),
    )
    const decided = relays.map(known => {
      const ofRelay = reports.filter(({ relay }) => relay === known.name)
      const after = decideReport(known, ofRelay, now, Math.random())
      return { name: known.name, after, isChanged: after !== known }
    })
    const changed = decided
      .filter(({ isChanged }) => isChanged)
      .map(({ name, after }) => ({ ...after, name }))
    if (changed.length > 0) await save(tx, columnsOf(changed, columns))
    const states = new Map(decided.map(({ name, after }) => [name, relayStateOf(after, now)]))
    return reports.map(({ relay }) => states.get(relay) as RelayState)
  })
}
