import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { lsnOf } from './caught-up.ts'

/** What a server says of itself: which cluster it has, and how far its log is written or, of a replica, replayed. */
export type Look = { cluster: string; isReplica: boolean; lsn: bigint | null }

const look = statement<{ cluster: string; isReplica: boolean; lsn: string | null }>(sql`
  select (select system_identifier::text from pg_control_system()) as cluster, pg_is_in_recovery() as "isReplica",
    case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end::text as lsn`)

/** Asks a server how far it is. */
export async function lookAt(db: Db): Promise<Look> {
  const [row] = await look(db)
  const { cluster = '', isReplica = false, lsn = null } = row ?? {}
  return { cluster, isReplica, lsn: lsn === null ? null : lsnOf(lsn) }
}
