import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { transact } from '../database/transaction.ts'
import { columnsOf, givenRows, type Instant } from '../database/values.ts'
import { type Health, type HealthReport, next } from './health.ts'
import { lockServers } from './lock.ts'
import { healthOf, type ServerState, stateOf } from './server-state.ts'

/** How a delivery or a probe went at a server. */
export type ServerReport = { server: string; report: HealthReport }

const columns = {
  name: 'text',
  failures: 'integer',
  pauses: 'integer',
  away_until: 'instant',
  probe_until: 'instant',
  health: 'jsonb',
}

const save = statement(sql`
  update relays set failures = given.failures, pauses = given.pauses, away_until = given.away_until,
    probe_until = given.probe_until, health = given.health
  from ${givenRows(columns)} where relays.name = given.name`)

/**
 * Updates the states of servers, which all workers share. The answers are the new states, in the order of the reports.
 */
export function reportServers(db: Db, reports: readonly ServerReport[]): Promise<ServerState[]> {
  return transact(db, async tx => {
    const { servers, now } = await lockServers(
      tx,
      reports.map(({ server }) => server),
    )
    const decided = servers.map(row => {
      const before = healthOf(row)
      const after = reports
        .filter(({ server }) => server === row.name)
        .reduce((health, { report }) => next(health, report, now, Math.random()), before)
      return { name: row.name, after, isChanged: after !== before }
    })
    const changed = decided.filter(({ isChanged }) => isChanged).map(rowOf)
    if (changed.length > 0) await save(tx, columnsOf(changed, columns))
    return statesOf(decided, reports, now)
  })
}

type Decided = { name: string; after: Health }

// The version before reads `failures`.
function rowOf({ name, after: { pauses, awayUntil, probeUntil, ...health } }: Decided) {
  const failures = health.failed.length
  return { name, failures, pauses, awayUntil, probeUntil, health: JSON.stringify(health) }
}

function statesOf(decided: Decided[], reports: readonly ServerReport[], now: Instant): ServerState[] {
  const states = new Map(decided.map(({ name, after }) => [name, stateOf(after, now)]))
  return reports.map(({ server }) => states.get(server) as ServerState)
}
