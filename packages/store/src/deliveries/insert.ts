import { sql } from 'drizzle-orm'
import { statement } from '../database/statement.ts'
import type { Transaction } from '../database/transaction.ts'
import { columnsOf, givenRows, type Instant } from '../database/values.ts'
import type { DeliveryKind } from './delivery.ts'

export type NewDelivery = {
  id: string
  linkId: string
  kind: DeliveryKind
  /** The event that a notice or a webhook reports. */
  eventSequence: string | null
  requestId: string
  deadline: Instant
}

const columns = {
  id: 'uuid',
  link_id: 'uuid',
  kind: 'text',
  event_sequence: 'bigint',
  request_id: 'text',
  deadline: 'instant',
}

const insert = statement(sql`
  insert into deliveries (id, link_id, kind, event_sequence, request_id, deadline)
  select id, link_id, kind, event_sequence, request_id, deadline from ${givenRows(columns)}`)

/** Records deliveries. */
export async function insertDeliveries(tx: Transaction, deliveries: readonly NewDelivery[]): Promise<void> {
  if (deliveries.length > 0) await insert(tx, columnsOf(deliveries, columns))
}
