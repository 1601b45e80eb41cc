import { sql } from 'drizzle-orm'
import { rfc3339 } from '../database/rfc3339.ts'
import { statement } from '../database/statement.ts'
import { storableJson } from '../database/storable.ts'
import type { Transaction } from '../database/transaction.ts'
import { columnsOf, givenRows } from '../database/values.ts'

export type NewEvent = {
  userId: string
  organizationId: string
  linkId: string | null
  type: string
  data: object
}

/** The sequence and the time of an event (RFC 3339, UTC, with microseconds). */
export type InsertedEvent = { sequence: string; at: string }

const columns = { user_id: 'text', organization_id: 'text', link_id: 'uuid', type: 'text', data: 'jsonb' }

const insert = statement<InsertedEvent>(sql`
  insert into events (user_id, organization_id, link_id, type, data)
  select user_id, organization_id, link_id, type, data from ${givenRows(columns)} order by n
  returning sequence, ${rfc3339(sql`at`)} as at`)

/** Appends events to the log. The answers are in the order of the events. */
export async function insertEvents(tx: Transaction, events: readonly NewEvent[]): Promise<InsertedEvent[]> {
  if (events.length === 0) return []
  const rows = events.map(event => ({ ...event, data: storableJson(event.data) }))
  return insert(tx, columnsOf(rows, columns))
}
