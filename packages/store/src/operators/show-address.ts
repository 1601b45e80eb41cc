import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { transact } from '../database/transaction.ts'
import { given } from '../database/values.ts'
import { type Actor, insertAudit } from './audit.ts'

const find = statement<{ email: string | null }>(sql`select email from users where id = ${given('userId')}`)

/**
 * Reads a person's address for an operator, with the line of the audit in one transaction. Undefined if there is no such
 * person, null if the person has no address; neither is a look at one.
 */
export function showAddress(db: Db, userId: string, actor: Actor): Promise<string | null | undefined> {
  return transact(db, async tx => {
    const [user] = await find(tx, { userId })
    if (user?.email) await insertAudit(tx, [{ ...actor, action: 'address.shown', subject: userId }])
    return user?.email
  })
}
