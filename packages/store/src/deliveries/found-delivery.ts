import { sql } from 'drizzle-orm'
import { rfc3339 } from '../database/rfc3339.ts'
import type { LinkState } from '../links/link-state.ts'
import { linkState } from '../links/select-link-state.ts'
import type { DeliveryKind } from './delivery.ts'
import type { DeliveryRecord } from './find.ts'
import { reasonWithAnswer, statusOf } from './status-of.ts'
import { organizationId, userId } from './with-users.ts'

/**
 * A delivery in a list. `relay` is that of the last attempt. `displayName` and `email` are what they are now; null if the
 * user was deleted. Times are RFC 3339.
 */
export type FoundDelivery = {
  deliveryId: string
  linkId: string | null
  requestId: string
  organizationId: string
  userId: string
  displayName: string | null
  email: string | null
  kind: DeliveryKind
  status: DeliveryRecord['status']
  reason: string | null
  linkState: Exclude<LinkState, 'unknown'> | null
  createdAt: string
  sentAt: string | null
  attempts: number
  relay: string | null
}

/** The columns of a {@link FoundDelivery}. */
export const foundColumns = sql`
  deliveries.id as "deliveryId", link_id as "linkId", request_id as "requestId",
    ${organizationId} as "organizationId", ${userId} as "userId", display_name as "displayName", email, kind,
    ${statusOf} as status, ${reasonWithAnswer} as reason,
    case when links.id is not null then ${linkState} end as "linkState",
    ${rfc3339(sql`deliveries.created_at`)} as "createdAt", ${rfc3339(sql`sent_at`)} as "sentAt",
    deliveries.attempts, nullif(latest.relay, '') as relay`

// Each row is looked up by its key, however many the planner expects, because a subquery with a limit is not merged
// into the statement.

/** Joins `deliveries` with their links, if they have one. */
export const itsLink = sql`
    left join lateral (select * from links where id = deliveries.link_id limit 1) as links on true`

/** Joins `deliveries` with their last attempts as `latest`, if they are recorded. */
export const itsLatest = sql`
    left join lateral (
      select relay, outcome, detail from attempts
      where delivery_id = deliveries.id and number = deliveries.attempts limit 1
    ) as latest on true`

/** Joins `deliveries` with all that {@link foundColumns} need. */
export const lookUps = sql`${itsLink} ${itsLatest}
    left join lateral (
      select display_name, email, email_verified from users where id = coalesce(links.user_id, of_user_id) limit 1
    ) as users on true`
