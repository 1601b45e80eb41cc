import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { given } from '../database/values.ts'
import { idHash, isOpen, type OperatorSession, sessionColumns } from './session.ts'

// Requests of the same minute write nothing.
const isUnmarked = sql`seen_at < now() - interval '1 minute'`

const find = statement<OperatorSession & { isUnmarked: boolean }>(sql`
  select ${sessionColumns}, ${isUnmarked} as "isUnmarked" from operator_sessions
  where id_hash = ${idHash} and ${isOpen}`)

const mark = statement(sql`
  update operator_sessions set seen_at = now() where id_hash = ${idHash} and ${isUnmarked}`)

const list = statement<OperatorSession>(sql`
  select ${sessionColumns} from operator_sessions where ${isOpen} order by seen_at desc limit ${given('limit')}`)

/**
 * Finds a session that has neither ended nor been unused for `idleMs`, and marks it as used unless `marks` is false, to
 * the minute; so it may end up to a minute early.
 */
export async function findSession(
  db: Db,
  { id, idleMs, marks = true }: { id: string; idleMs: number; marks?: boolean },
): Promise<OperatorSession | undefined> {
  const [found] = await find(db, { id, idleMs })
  if (!found) return undefined
  const { isUnmarked, ...session } = found
  if (isUnmarked && marks) await mark(db, { id })
  return session
}

const isThere = statement(sql`select from operator_sessions where id_hash = ${idHash} and ${isOpen}`)

/** Whether a session has neither ended nor been unused for `idleMs`. The look is no use of it. */
export async function isSessionOpen(db: Db, session: { id: string; idleMs: number }): Promise<boolean> {
  return (await isThere(db, session)).length > 0
}

/** Lists up to `limit` sessions that have not ended, the last used first. */
export const listSessions = (db: Db, { idleMs, limit }: { idleMs: number; limit: number }) =>
  list(db, { idleMs, limit })
