import { sql } from 'drizzle-orm'
import { DatabaseError } from '../database/errors.ts'
import { rfc3339 } from '../database/rfc3339.ts'
import { statement } from '../database/statement.ts'
import { storableJson } from '../database/storable.ts'
import type { Transaction } from '../database/transaction.ts'
import { columnsOf, given, givenRows, type Instant } from '../database/values.ts'
import type { InsertedEvent } from '../events/insert.ts'
import type { GrantedLink } from './decide-record.ts'

const columns = {
  id: 'uuid',
  user_id: 'text',
  organization_id: 'text',
  url_template: 'text',
  key_id: 'text',
  expires_at: 'instant',
  delivery_id: 'uuid',
  deadline: 'instant',
  request_id: 'text',
  request_details: 'jsonb',
  trace_parent: 'text',
}

// Nothing is recorded for a caller who got a timeout while the database did not answer.
const insert = statement<InsertedEvent & { linkId: string }>(sql`
  with requested as (select * from ${givenRows(columns)}), inserted as (
    insert into links (id, user_id, organization_id, url_template, key_id, expires_at, request_details)
    select id, user_id, organization_id, url_template, key_id, expires_at, request_details from requested
    where clock_timestamp() <= coalesce(to_timestamp(${given('notAfter')}::float8 / 1000), 'infinity')
    returning id
  ), mailed as (
    insert into deliveries (id, link_id, kind, request_id, deadline, trace_parent)
    select delivery_id, id, 'link', request_id, deadline, trace_parent from requested join inserted using (id)
    where delivery_id is not null
  )
  insert into events (user_id, organization_id, link_id, type, data)
  select user_id, organization_id, id, 'link.requested', jsonb_build_object('requestId', request_id)
  from requested join inserted using (id) order by n
  returning link_id as "linkId", sequence, ${rfc3339(sql`at`)} as at`)

/**
 * Records links with their deliveries and events. Resolves to the events by the ids of the links. Rejects with a
 * timeout after `notAfter`, if that is not null.
 */
export async function writeLinks(
  tx: Transaction,
  links: readonly GrantedLink[],
  { startedAt, notAfter }: { startedAt: Instant; notAfter: Instant | null },
): Promise<Map<string, InsertedEvent>> {
  const rows = links.map(({ linkId, deliveryId, organizationId, request }) => ({
    id: linkId,
    userId: request.userId,
    organizationId,
    urlTemplate: request.urlTemplate,
    keyId: request.returned?.keyId,
    expiresAt: request.returned && startedAt + request.returned.lifetimeMs,
    deliveryId,
    deadline: startedAt + request.deliveryDeadlineMs,
    requestId: request.requestId,
    requestDetails: detailsOf(request),
    traceParent: request.traceParent,
  }))
  const events = await insert(tx, { ...columnsOf(rows, columns), notAfter })
  if (events.length < links.length) throw DatabaseError.timeout()
  return new Map(events.map(({ linkId, sequence, at }) => [linkId, { sequence, at }]))
}

function detailsOf({ acting, details }: GrantedLink['request']): string | null {
  const all = { ...details, ...(acting ? { actingUserId: acting.userId } : {}) }
  return Object.keys(all).length > 0 ? storableJson(all) : null
}
