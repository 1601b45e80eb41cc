import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { transact } from '../database/transaction.ts'
import { given } from '../database/values.ts'
import { type Actor, insertAudit } from '../operators/audit.ts'
import { inForce, type Pause, pauseColumns } from './pause.ts'
import { type PauseScope, subjectOfScope } from './scope.ts'

const remove = statement<Pause>(sql`
  delete from pauses where scope = ${given('scope')} and ${inForce} returning ${pauseColumns}`)

/** Ends a pause, with the line of the audit, in one transaction. False if none of this scope is in force. */
export function endPause(db: Db, scope: PauseScope, actor: Actor): Promise<boolean> {
  return transact(db, async tx => {
    const [ended] = await remove(tx, { scope })
    if (!ended) return false
    const { reason, since } = ended
    const details = { scope, reason, since }
    await insertAudit(tx, [{ ...actor, action: 'pause.ended', subject: subjectOfScope(scope), details }])
    return true
  })
}
