import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { storable, storableJson } from '../database/storable.ts'
import { type Transaction, transact } from '../database/transaction.ts'
import { columnsOf, givenRows } from '../database/values.ts'

/** Who does something: the operator's id, their name if that says more, and the address of the client. */
export type Actor = { operator: string; name?: string | undefined; address: string }

/** What an operator does: `subject` is the id of what it is done to, if that is one thing. */
export type AuditEntry = Actor & { action: string; subject: string | null; details?: object }

const columns = { operator: 'text', address: 'text', action: 'text', subject: 'text', details: 'jsonb' }

const insert = statement(sql`
  insert into audit (operator, address, action, subject, details)
  select operator, address, action, subject, details from ${givenRows(columns)} order by n`)

/** Records what operators do, in the transaction in which it is done. The name of each is kept as `name` in `details`. */
export async function insertAudit(tx: Transaction, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map(({ details = {}, name, ...entry }) => ({
    ...entry,
    operator: storable(entry.operator),
    subject: entry.subject === null ? null : storable(entry.subject),
    details: storableJson({ ...details, ...(name === undefined ? {} : { name }) }),
  }))
  await insert(tx, columnsOf(rows, columns))
}

/** Records what an operator does outside of the database, before it is done. */
export function recordAudit(db: Db, entries: readonly AuditEntry[]): Promise<void> {
  return transact(db, tx => insertAudit(tx, entries))
}
