import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import type { QueueMark } from '../backend.ts'

// After a crash Postgres loses its statistics, so that they were reset later than before; of a crash of one of its
// processes the start of the server says nothing.
const statement = `
select (select value from bullmq.meta where queue = $1 and field = $2) as mark,
  concat(pg_postmaster_start_time(), (select stats_reset from pg_stat_bgwriter)) as run`

/** The id of the server is that of its run, because changes whose commit did not wait for the disk are lost in a crash. */
export async function readMark(pool: Pool, queue: string, field: string): Promise<QueueMark> {
  const { rows } = await pool.query<{ mark: string | null; run: string }>(statement, [queue, field])
  const [row] = rows
  const run = row?.run ?? ''
  return { mark: row?.mark ?? null, serverId: createHash('sha1').update(run).digest('hex') }
}
