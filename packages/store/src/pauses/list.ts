import { sql } from 'drizzle-orm'
import { type Connection, statement } from '../database/statement.ts'
import { given } from '../database/values.ts'
import { inForce, type Pause, pauseColumns } from './pause.ts'
import type { PauseScope } from './scope.ts'

const list = statement<Pause>(
  sql`select ${pauseColumns} from pauses where ${inForce} order by pauses.since, scope`,
)

const listFirst = statement<Pause & { count: number }>(sql`
  select ${pauseColumns}, count(*) over ()::int as count from pauses where ${inForce}
  order by starts_with(scope, 'organization:'), starts_with(scope, 'relay:'), pauses.since, scope
  limit ${given('limit')}`)

const find = statement<Pause>(sql`
  select ${pauseColumns} from pauses where scope = ${given('scope')} and ${inForce}`)

/** Lists the pauses in force by the database's clock, the oldest first. */
export const listPauses = (db: Connection): Promise<Pause[]> => list(db)

/**
 * Lists up to `limit` pauses in force, those of all mails and all webhooks first, then those of relays, the oldest first of
 * each; `more` is how many there are besides.
 */
export async function listFirstPauses(
  db: Connection,
  limit: number,
): Promise<{ pauses: Pause[]; more: number }> {
  const rows = await listFirst(db, { limit })
  const pauses = rows.map(({ count: _, ...pause }) => pause)
  return { pauses, more: (rows[0]?.count ?? 0) - pauses.length }
}

/** Finds the pause of a scope; undefined if none is in force. */
export async function findPause(db: Connection, scope: PauseScope): Promise<Pause | undefined> {
  return (await find(db, { scope }))[0]
}
