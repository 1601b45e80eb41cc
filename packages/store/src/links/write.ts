import { sql } from 'drizzle-orm'
import { DatabaseError } from '../database/errors.ts'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import type { Transaction } from '../database/transaction.ts'
import { columnsOf, given, givenRows, type Instant } from '../database/values.ts'
import { insertDeliveries } from '../deliveries/insert.ts'
import { type InsertedEvent, insertEvents } from '../events/insert.ts'
import type { GrantedLink } from './decide-record.ts'

const columns = {
  id: 'uuid',
  user_id: 'text',
  organization_id: 'text',
  url_template: 'text',
  key_id: 'text',
  expires_at: 'instant',
}

// Nothing is recorded for a caller who got a timeout while the database did not answer.
const insert = statement<{ id: string }>(sql`
  insert into links (id, user_id, organization_id, url_template, key_id, expires_at)
  select id, user_id, organization_id, url_template, key_id, expires_at from ${givenRows(columns)}
  where clock_timestamp() <= coalesce(to_timestamp(${given('notAfter')}::float8 / 1000), 'infinity')
  returning id`)

/**
 * Records links with their deliveries and events. Resolves to the events by the ids of the links. Rejects with a
 * timeout after `notAfter`, if that is not null.
 */
export async function writeLinks(
  tx: Transaction,
  links: readonly GrantedLink[],
  { startedAt, notAfter }: { startedAt: Instant; notAfter: Instant | null },
): Promise<Map<string, InsertedEvent>> {
  const rows = links.map(({ linkId, organizationId, request: { userId, urlTemplate, returned } }) => ({
    id: linkId,
    userId,
    organizationId,
    urlTemplate,
    keyId: returned?.keyId,
    expiresAt: returned && startedAt + returned.lifetimeMs,
  }))
  const [, , events] = await together([
    insert(tx, { ...columnsOf(rows, columns), notAfter }).then(inserted => {
      if (inserted.length < links.length) throw DatabaseError.timeout()
    }),
    insertDeliveries(
      tx,
      links.flatMap(link => deliveryOf(link, startedAt)),
    ),
    insertEvents(tx, links.map(eventOf)),
  ])
  return new Map(links.map(({ linkId }, index) => [linkId, events[index] as InsertedEvent]))
}

function deliveryOf(
  { deliveryId, linkId, request: { requestId, deliveryDeadlineMs } }: GrantedLink,
  startedAt: Instant,
) {
  if (deliveryId === null) return []
  const mail = { kind: 'link' as const, eventSequence: null, deadline: startedAt + deliveryDeadlineMs }
  return [{ ...mail, id: deliveryId, linkId, requestId }]
}

function eventOf({ linkId, organizationId, request: { userId, requestId } }: GrantedLink) {
  return { userId, organizationId, linkId, type: 'link.requested', data: { requestId } }
}
