import { type SQL, sql } from 'drizzle-orm'
import { type Instant, toInstant } from '../database/values.ts'
import { organizationId } from '../deliveries/with-users.ts'
import { inForce } from './pause.ts'
import type { PauseKind } from './scope.ts'

/**
 * The pause that keeps a delivery from being claimed; without `endsAt` until somebody ends it. That of a relay is no such
 * pause: another may take the mail.
 */
export type DeliveryPause = {
  kind: Exclude<PauseKind, 'relay'>
  reason: string
  since: Instant
  endsAt: Instant | null
}

const pauseOf = (scopes: SQL) => sql`(
    select json_build_object('kind', split_part(scope, ':', 1), 'reason', pauses.reason,
      'since', ${toInstant(sql`pauses.since`)}, 'endsAt', ${toInstant(sql`pauses.ends_at`)})
    from pauses where scope in (${scopes}) and ${inForce} order by scope limit 1
  )`

const scopeOfItsOrganization = sql`'organization:' || ${organizationId}`

/** The {@link DeliveryPause} of the joined delivery, that of all mails before that of its organization; null if none. */
export const pauseOfDelivery = pauseOf(sql`
  case kind when 'webhook' then 'webhook' else 'mail' end,
  case when kind <> 'webhook' then ${scopeOfItsOrganization} end`)

/** The {@link DeliveryPause} of the organization of the joined delivery, which is a mail; null if none. */
export const pauseOfOrganization = pauseOf(scopeOfItsOrganization)
