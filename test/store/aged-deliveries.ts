import type { Ages, RowsIn } from '@passlink/store'
import { expiries } from '@passlink/worker'
import type { TestDatabase } from '../servers/database.ts'
import { day, idOf } from './partitioned.ts'

/** Deliveries are kept for `days`, attempts for sixty. */
export const agesOf = (days: number): Ages => ({ links: days * day, attempts: 60 * day, events: 200 * day })
export const scanning = { signal: new AbortController().signal, rest: async () => {} }

/** The settings for the same ages. */
export const retentionOf = (days: number) => ({
  LINK_RETENTION: days * day,
  ATTEMPT_RETENTION: 60 * day,
  EVENT_RETENTION: 200 * day,
  IDEMPOTENCY_KEY_RETENTION: 2 * day,
})

/** What deletes row by row, for the same ages. */
export const expiriesFor = (days: number, rowsIn: RowsIn) => expiries(retentionOf(days), rowsIn)

type More = { status?: string; link?: string; redrivenDays?: number }

/** Deliveries with ids and times of the past. */
export function agedDeliveries({ sql }: Pick<TestDatabase, 'sql'>) {
  /** Inserts a delivery of `days` ago with an attempt, and its link unless `more` has one. */
  async function recordAged(days: number, { status = 'sent', link, redrivenDays }: More = {}) {
    const at = new Date(Date.now() - days * day)
    const [linkId, id] = [link ?? idOf(at), idOf(at)]
    if (!link)
      await sql`insert into links (id, user_id, organization_id, created_at) values (${linkId}, 'alice', 'acme', ${at})`
    await sql`
      insert into deliveries (id, link_id, request_id, created_at, deadline, status, attempts, dead_reason, redriven_at)
      values (${id}, ${linkId}, 'r', ${at}, ${at}, ${status}, 1, ${status === 'dead' ? 'refused' : null},
        ${redrivenDays === undefined ? null : new Date(Date.now() - redrivenDays * day)})`
    await sql`
      insert into attempts (delivery_id, number, started_at, finished_at, outcome) values (${id}, 1, ${at}, ${at}, 'accepted')`
    return { id, linkId }
  }

  /** The partition of a table that has a row. */
  const partitionOf = async (table: string, id: string): Promise<string> => {
    const [row] = await sql`select tableoid::regclass::text as name from ${sql(table)} where id = ${id}`
    return row?.name
  }

  /** How many of the links, deliveries and attempts are there. */
  async function left(ids: { id: string; linkId: string }[]) {
    const [row] = await sql`
      select (select count(*)::int from links where id in ${sql(ids.map(({ linkId }) => linkId))}) as links,
        (select count(*)::int from deliveries where id in ${sql(ids.map(({ id }) => id))}) as deliveries,
        (select count(*)::int from attempts where delivery_id in ${sql(ids.map(({ id }) => id))}) as attempts`
    return row
  }

  return { recordAged, partitionOf, left }
}
