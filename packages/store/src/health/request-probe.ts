import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { transact } from '../database/transaction.ts'
import { columnsOf, givenRows } from '../database/values.ts'
import { type Actor, insertAudit } from '../operators/audit.ts'
import { decideRequestProbe, type ProbeRequest } from './decide-request-probe.ts'
import { findServers } from './find.ts'
import { lockServers } from './lock.ts'
import { healthOf } from './server-state.ts'

const columns = { name: 'text', away_until: 'instant' }

const save = statement(sql`
  update relays set away_until = given.away_until from ${givenRows(columns)} where relays.name = given.name`)

/**
 * Ends the pause of a server that is away, so that the next worker that looks probes it; the line of the audit is
 * written in the same transaction. Only `requested` changes anything. A server that nobody knows is not away.
 */
export function requestProbe(db: Db, name: string, actor: Actor): Promise<ProbeRequest> {
  return transact(db, async tx => {
    const [state] = await findServers(tx, [name])
    // Locking would add one that is unknown.
    if (!state?.away) return 'not_away'
    const { servers, now } = await lockServers(tx, [name])
    for (const row of servers) {
      const decided = decideRequestProbe(healthOf(row), now)
      if (decided.outcome !== 'requested') return decided.outcome
      await save(tx, columnsOf([{ name, awayUntil: decided.after.awayUntil }], columns))
      await insertAudit(tx, [{ ...actor, action: 'probe.requested', subject: name }])
    }
    return 'requested'
  })
}
