import { sql } from 'drizzle-orm'
import { brandVersion } from '../brand/brand-version.ts'
import { rfc3339 } from '../database/rfc3339.ts'
import { statement } from '../database/statement.ts'
import type { Transaction } from '../database/transaction.ts'
import { type Instant, ids, toInstant } from '../database/values.ts'
import type { RequestDetails } from '../links/request-details.ts'
import { deliveriesWithUsers } from './with-users.ts'

/** The content of a delivery and its recipient. A webhook may be about a user who was deleted. */
export type Content = {
  /** The template of the application, if it set one. */
  urlTemplate: string | null
  /**
   * The event that a notice or a webhook reports; `at` is RFC 3339. Null for a link, or if the event has been deleted.
   */
  event: { type: string; at: string; data: Record<string, unknown> } | null
  recipient: { name: string; address: string }
  language: string | null
  /** The user's time zone (IANA), if it is known. */
  timeZone: string | null
  /** The user's. Its `brandVersion` changes with its logo, brand and texts, and is 0 if it never had any. */
  organization: { id: string; name: string; brandVersion: number }
  requestedAt: Instant
  /** From where the link was requested or, for a notice, from where it was redeemed. */
  details: RequestDetails | null
  /** The name of the user who requested the link for another user. */
  requester: string | null
  /** Of a notice: the link with which the passkey can be removed, if it can. */
  undo: { keyId: string; expiresAt: Instant } | null
  /** The relay that deferred the attempt before, if one did. */
  deferredBy: string | null
}

const read = statement<Content & { id: string }>(sql`
  select deliveries.id, url_template as "urlTemplate", language, time_zone as "timeZone",
    json_build_object(
      'id', organizations.id, 'name', organizations.name, 'brandVersion', ${brandVersion}
    ) as organization, ${toInstant(sql`coalesce(links.created_at, deliveries.created_at)`)} as "requestedAt",
    case when kind = 'link' then request_details else undo_links.details end as details,
    (select display_name from users where id = request_details->>'actingUserId') as requester,
    case when undo_links.redeemed_at is null and undo_links.expires_at > now() then
      json_build_object('keyId', undo_links.key_id, 'expiresAt', ${toInstant(sql`undo_links.expires_at`)}) end as undo,
    json_build_object('name', display_name, 'address', email) as recipient,
    case when events.sequence is not null then
      json_build_object('type', events.type, 'at', ${rfc3339(sql`events.at`)}, 'data', events.data) end as event,
    (select relay from attempts where delivery_id = deliveries.id and outcome = 'deferred' and number =
      (select max(number) from attempts where delivery_id = deliveries.id and outcome is not null)) as "deferredBy"
  from ${deliveriesWithUsers}
    left join organizations on organizations.id = coalesce(users.organization_id, of_organization_id)
    left join undo_links on undo_links.id = deliveries.id
    left join events on events.sequence = deliveries.event_sequence
  where deliveries.id in ${ids('ids')}`)

/** Reads the contents of deliveries, by their ids. */
export async function readContents(tx: Transaction, deliveryIds: string[]): Promise<Map<string, Content>> {
  if (deliveryIds.length === 0) return new Map()
  const rows = await read(tx, { ids: deliveryIds })
  return new Map(rows.map(({ id, ...content }) => [id, content]))
}
