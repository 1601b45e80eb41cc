import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { storable } from '../database/storable.ts'
import { transact } from '../database/transaction.ts'
import { given, milliseconds } from '../database/values.ts'
import { insertAudit } from './audit.ts'
import { idHash, isOpen, type OperatorSession } from './session.ts'

/**
 * `by` says how the operator was known. The session ends after `lifetimeMs`, however much it is used. `replaces` is the id
 * of the session that the browser had, if it had one, with after how long it ends unused.
 */
export type NewSession = Pick<OperatorSession, 'id' | 'operator' | 'name' | 'role' | 'address'> & {
  by: 'password' | 'openid'
  lifetimeMs: number
  replaces?: { id: string; idleMs: number } | undefined
}

const insert = statement(sql`
  insert into operator_sessions (id_hash, operator, name, role, address, ends_at)
  values (${idHash}, ${given('operator')}, ${given('name')}, ${given('role')}, ${given('address')},
    now() + ${milliseconds(given('lifetimeMs'))})`)

const remove = statement<{ operator: string; wasOpen: boolean }>(sql`
  delete from operator_sessions where id_hash = ${idHash} returning operator, ${isOpen} as "wasOpen"`)

/**
 * Starts a session, and ends the one that it replaces. The lines of the audit are written in the same transaction; a
 * session that was over already has none.
 */
export function startSession(db: Db, { by, replaces, ...session }: NewSession): Promise<void> {
  const { operator, name, role, address } = session
  const actor = { operator, name, address }
  return transact(db, async tx => {
    const [replaced] = replaces ? await remove(tx, replaces) : []
    await insert(tx, { ...session, operator: storable(operator), name: storable(name) })
    await insertAudit(tx, [
      ...(replaced?.wasOpen ? [{ ...actor, action: 'session.ended', subject: replaced.operator }] : []),
      { ...actor, action: 'session.started', subject: null, details: { role, by } },
    ])
  })
}
