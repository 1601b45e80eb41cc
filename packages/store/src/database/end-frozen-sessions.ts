import { sql } from 'drizzle-orm'
import type { Db } from './open-database.ts'
import { statement } from './statement.ts'
import { given, milliseconds } from './values.ts'

/** For how long a session whose process froze may keep rows locked, before it is ended. */
export const frozenMs = 2_000

// Only what has a transaction id has locked rows. A COPY waits for its client as it should.
const endFrozen = statement<{ ended: number }>(sql`
  select count(*) filter (where pg_terminate_backend(pid))::int as ended
  from pg_stat_activity
  where datname = current_database() and usename = current_user and backend_xid is not null
    and state = 'active' and wait_event_type = 'Client' and query not ilike 'copy %'
    and state_change < clock_timestamp() - ${milliseconds(given('frozenMs'))}`)

/**
 * Ends the sessions of this role that have locked rows and wait for their client in the middle of a statement, and
 * resolves to their number. Postgres itself ends those between two statements (`idle_in_transaction_session_timeout`),
 * but after a client's Parse no timeout applies until its Sync (PostgreSQL, Message Flow, Extended Query), and the
 * driver waits for an answer between them whenever it prepares a statement.
 */
export async function endFrozenSessions(db: Db): Promise<number> {
  const [row] = await endFrozen(db, { frozenMs })
  return row?.ended ?? 0
}
