import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { lsnOf } from './caught-up.ts'

/**
 * What a server says of itself: which cluster it has, on which timeline, and how far its log is written or, of a replica,
 * replayed.
 */
export type Look = { cluster: string; timeline: number; isReplica: boolean; lsn: bigint | null }

type Row = Omit<Look, 'lsn'> & { lsn: string | null }

// What a replica has in its control file may be minutes old; what it receives only some roles see.
const look = statement<Row>(sql`
  select (select system_identifier::text from pg_control_system()) as cluster, pg_is_in_recovery() as "isReplica",
    case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end::text as lsn,
    case when pg_is_in_recovery() then greatest(
      (select timeline_id from pg_control_checkpoint()),
      (select min_recovery_end_timeline from pg_control_recovery()),
      (select received_tli from pg_stat_wal_receiver)
    ) else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int end as timeline`)

/** Asks a server how far it is. */
export async function lookAt(db: Db): Promise<Look> {
  const [row] = await look(db)
  const { cluster = '', timeline = 0, isReplica = false, lsn = null } = row ?? {}
  return { cluster, timeline, isReplica, lsn: lsn === null ? null : lsnOf(lsn) }
}
