import { sql } from 'drizzle-orm'
import { statement } from '../database/statement.ts'
import type { Transaction } from '../database/transaction.ts'
import { columnsOf, givenRows, type Instant } from '../database/values.ts'
import type { DeliveryKind } from './delivery.ts'

export type NewDelivery = {
  id: string
  /** The link that is mailed, or with which the passkey was added that is reported; null if it is about no link. */
  linkId: string | null
  userId: string
  organizationId: string
  kind: DeliveryKind
  /** The event that a notice or a webhook reports. */
  eventSequence: string | null
  requestId: string
  /** The span (W3C Trace Context) that caused it, where that is traced. */
  traceParent: string | null
  deadline: Instant
}

const columns = {
  id: 'uuid',
  link_id: 'uuid',
  of_user_id: 'text',
  of_organization_id: 'text',
  kind: 'text',
  event_sequence: 'bigint',
  request_id: 'text',
  deadline: 'instant',
  trace_parent: 'text',
}

const insert = statement(sql`
  insert into deliveries
    (id, link_id, of_user_id, of_organization_id, kind, event_sequence, request_id, deadline, trace_parent)
  select id, link_id, of_user_id, of_organization_id, kind, event_sequence, request_id, deadline, trace_parent
  from ${givenRows(columns)}`)

/** Records deliveries. */
export async function insertDeliveries(tx: Transaction, deliveries: readonly NewDelivery[]): Promise<void> {
  // The user and the organization of a link are in the link.
  const rows = deliveries.map(({ userId, organizationId, ...delivery }) =>
    delivery.linkId === null ? { ...delivery, ofUserId: userId, ofOrganizationId: organizationId } : delivery,
  )
  if (rows.length > 0) await insert(tx, columnsOf(rows, columns))
}
