import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { readInTime } from '../database/read-in-time.ts'
import { rfc3339 } from '../database/rfc3339.ts'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import { given } from '../database/values.ts'
import { suppression } from '../suppressions/suppression.ts'
import type { AttemptRecord } from './find.ts'
import { type FoundDelivery, foundColumns, lookUps } from './found-delivery.ts'
import { reasonOf, statusOf } from './status-of.ts'
import type { AuditedAction, LoggedEvent, TimelineFacts, TimelineStep } from './timeline.ts'
import { stepsOf } from './timeline-steps.ts'
import { userId } from './with-users.ts'

/**
 * A delivery and all that is known about it. `hasAddress`: its user has a verified address now; `suppression` is why that
 * one gets no mail, if it gets none. Times are RFC 3339.
 */
export type Timeline = {
  delivery: FoundDelivery & {
    deadline: string
    linkExpiresAt: string | null
    hasAddress: boolean
    suppression: string | null
  }
  steps: TimelineStep[]
}

type Row = Timeline['delivery'] & TimelineFacts['delivery']

const find = statement<Row>(sql`
  select ${foundColumns}, ${rfc3339(sql`deadline`)} as deadline, ${rfc3339(sql`due_at`)} as "dueAt",
    ${rfc3339(sql`dead_at`)} as "deadAt", ${rfc3339(sql`discarded_at`)} as "discardedAt",
    ${rfc3339(sql`expires_at`)} as "linkExpiresAt", ${rfc3339(sql`redeemed_at`)} as "redeemedAt",
    ${rfc3339(sql`revoked_at`)} as "revokedAt",
    case when redeemed_at is null and revoked_at is null and expires_at <= now() then ${rfc3339(sql`expires_at`)} end as "expiredAt",
    case when kind = 'link' then nullif(request_details - 'actingUserId', '{}') end as details,
    case when kind = 'link' and request_details ? 'actingUserId' then json_build_object(
      'userId', request_details ->> 'actingUserId',
      'displayName', (select display_name from users where id = request_details ->> 'actingUserId')
    ) end as requester,
    (select type from events where sequence = event_sequence) as event, coalesce(reports, '{}') as reports,
    coalesce(email, '') <> '' and coalesce(email_verified, false) as "hasAddress", ${suppression} as suppression
  from deliveries ${lookUps}
  where deliveries.id = ${given('deliveryId')}::uuid`)

const findAttempts = statement<AttemptRecord>(sql`
  select number, ${rfc3339(sql`started_at`)} as "startedAt", ${rfc3339(sql`finished_at`)} as "finishedAt", outcome,
    nullif(relay, '') as relay, smtp_code as "smtpCode", enhanced_code as "enhancedCode", detail, command
  from attempts where delivery_id = ${given('deliveryId')}::uuid order by number`)

const ofThis = sql`id = ${given('deliveryId')}::uuid`
const ofThisUser = sql`(
  select ${userId} from deliveries left join links on links.id = link_id
  where deliveries.id = ${given('deliveryId')}::uuid
)`
const event = sql`type, ${rfc3339(sql`at`)} as at, data`

const findEvents = statement<LoggedEvent>(sql`
  (
    select ${event} from events where link_id = (select link_id from deliveries where ${ofThis})
    order by sequence limit 500
  ) union all (
    select ${event} from events
    where user_id = (select of_user_id from deliveries where ${ofThis})
      and sequence > (select event_sequence from deliveries where ${ofThis})
      and data ->> 'deliveryId' = ${given('deliveryId')}
    order by sequence limit 500
  ) union all (
    select ${event} from (
      select type, at, data from events
      where user_id = ${ofThisUser}
      order by sequence desc limit 1000
    ) as latest
    where type = 'suppression.lifted' and at >= (select created_at from deliveries where ${ofThis})
    order by at
  )`)

const findRelated = statement<TimelineFacts['related'][number]>(sql`
  select deliveries.id as "deliveryId", kind, ${statusOf} as status, ${reasonOf} as reason,
    ${rfc3339(sql`created_at`)} as at, (select type from events where sequence = event_sequence) as event
  from deliveries
  where link_id = (select link_id from deliveries where ${ofThis}) and id <> ${given('deliveryId')}::uuid
  order by id limit 100`)

const audited = sql`${rfc3339(sql`at`)} as at, operator, details ->> 'name' as name, address, action, subject`

const findAudited = statement<AuditedAction>(sql`
  (
    select ${audited} from audit where subject = ${given('deliveryId')} order by sequence desc limit 500
  ) union all (
    select ${audited} from (
      select * from audit where subject = ${ofThisUser} order by sequence desc limit 500
    ) as latest
    where action = 'suppression.lifted'
  )`)

/**
 * Finds a delivery and all that is known about it, in the order of time; undefined if the id is unknown. Rejects with
 * QueryTooSlow after five seconds.
 */
export function findTimeline(db: Db, id: string): Promise<Timeline | undefined> {
  const deliveryId = id.toLowerCase()
  return readInTime(db, async tx => {
    const [[delivery], attempts, events, related, audited] = await together([
      find(tx, { deliveryId }),
      findAttempts(tx, { deliveryId }),
      findEvents(tx, { deliveryId }),
      findRelated(tx, { deliveryId }),
      findAudited(tx, { deliveryId }),
    ])
    return delivery && { delivery, steps: stepsOf({ delivery, attempts, events, related, audited }) }
  })
}
