import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { transact } from '../database/transaction.ts'
import { given } from '../database/values.ts'
import { insertEvents } from '../events/insert.ts'
import { type Actor, insertAudit } from '../operators/audit.ts'
import { addressHash } from './suppression.ts'

const remove = statement<{ organizationId: string; kind: string; reason: string }>(sql`
  delete from suppressions using users
  where users.id = ${given('userId')} and address_hash = ${addressHash(sql`users.email`)}
  returning users.organization_id as "organizationId", kind, suppressions.reason`)

/**
 * Lifts the suppression of a user's address, appends the event, and records who did it, in one transaction. False if the
 * address is not suppressed.
 */
export function liftSuppression(db: Db, userId: string, actor: Actor): Promise<boolean> {
  return transact(db, async tx => {
    const [lifted] = await remove(tx, { userId })
    if (!lifted) return false
    const { organizationId, ...data } = lifted
    await insertEvents(tx, [{ userId, organizationId, linkId: null, type: 'suppression.lifted', data }])
    await insertAudit(tx, [{ ...actor, action: 'suppression.lifted', subject: userId, details: data }])
    return true
  })
}
