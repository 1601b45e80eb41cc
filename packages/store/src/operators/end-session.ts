import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { transact } from '../database/transaction.ts'
import { type Actor, insertAudit } from './audit.ts'
import { idHash } from './session.ts'

const remove = statement<{ operator: string }>(sql`
  delete from operator_sessions where id_hash = ${idHash} returning operator`)

/**
 * Ends a session at once, with the line of the audit in one transaction. False if there is none with this id. The line's
 * subject is the operator whose session it was.
 */
export function endSession(db: Db, id: string, actor: Actor): Promise<boolean> {
  return transact(db, async tx => {
    const [ended] = await remove(tx, { id })
    if (!ended) return false
    await insertAudit(tx, [{ ...actor, action: 'session.ended', subject: ended.operator }])
    return true
  })
}
