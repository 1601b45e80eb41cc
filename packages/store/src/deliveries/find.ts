import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rfc3339 } from '../database/rfc3339.ts'
import { statement } from '../database/statement.ts'
import { given } from '../database/values.ts'
import type { LinkState } from '../links/link-state.ts'
import { linkState } from '../links/select-link-state.ts'
import type { AttemptOutcome, DeliveryKind, Reports } from './delivery.ts'
import { itsLatest } from './found-delivery.ts'
import { reasonWithAnswer, statusOf } from './status-of.ts'
import { deliveriesWithUsers, organizationId, userId } from './with-users.ts'

/**
 * An attempt. Without an `outcome` it is running, or its worker ended and no other has claimed the delivery since.
 * `command` is the step of the SMTP conversation that the outcome belongs to, if that is known.
 */
export type AttemptRecord = {
  number: number
  startedAt: string
  finishedAt: string | null
  outcome: AttemptOutcome | null
  relay: string | null
  smtpCode: number | null
  enhancedCode: string | null
  detail: string | null
  command: string | null
}

/**
 * Everything that is recorded about a delivery, without addresses and secrets. Times are RFC 3339. `redrives` lists
 * when it was redriven, after how many attempts, and when and why it had died, if that is known.
 */
export type DeliveryRecord = {
  deliveryId: string
  linkId: string | null
  requestId: string
  organizationId: string
  userId: string
  kind: DeliveryKind
  status: 'queued' | 'sending' | 'waiting' | 'sent' | 'dead' | 'discarded' | 'bounced'
  reason: string | null
  linkState: Exclude<LinkState, 'unknown'> | null
  createdAt: string
  deadline: string
  dueAt: string | null
  sentAt: string | null
  deadAt: string | null
  discardedAt: string | null
  attempts: AttemptRecord[]
  redrives: { at: string; afterAttempts: number; deadAt: string | null; deadReason: string | null }[]
  reports: Reports
}

const find = statement<DeliveryRecord>(sql`
  select deliveries.id as "deliveryId", link_id as "linkId", request_id as "requestId",
    ${organizationId} as "organizationId", ${userId} as "userId", kind, ${statusOf} as status,
    ${reasonWithAnswer} as reason, coalesce(reports, '{}') as reports,
    case when links.id is not null then ${linkState} end as "linkState",
    ${rfc3339(sql`deliveries.created_at`)} as "createdAt", ${rfc3339(sql`deadline`)} as deadline,
    ${rfc3339(sql`due_at`)} as "dueAt", ${rfc3339(sql`sent_at`)} as "sentAt",
    ${rfc3339(sql`dead_at`)} as "deadAt", ${rfc3339(sql`discarded_at`)} as "discardedAt",
    (
      select coalesce(json_agg(json_build_object(
        'number', number, 'startedAt', ${rfc3339(sql`started_at`)}, 'finishedAt', ${rfc3339(sql`finished_at`)},
        'outcome', outcome, 'relay', nullif(relay, ''), 'smtpCode', smtp_code, 'enhancedCode', enhanced_code,
        'detail', detail, 'command', command
      ) order by number), '[]')
      from attempts where delivery_id = deliveries.id
    ) as attempts,
    (
      select coalesce(json_agg(json_build_object(
        'at', ${rfc3339(sql`events.at`)}, 'afterAttempts', data -> 'attempts',
        'deadAt', data ->> 'deadAt', 'deadReason', data ->> 'deadReason'
      ) order by sequence), '[]')
      from events
      where events.user_id = ${userId} and type = 'delivery.redriven'
        and data ->> 'deliveryId' = deliveries.id::text
    ) as redrives
  from ${deliveriesWithUsers} ${itsLatest}
  where deliveries.id = ${given('deliveryId')}::uuid`)

/** Finds a delivery of any status; undefined if the id is unknown. */
export async function findDelivery(db: Db, deliveryId: string): Promise<DeliveryRecord | undefined> {
  const [found] = await find(db, { deliveryId })
  return found
}
