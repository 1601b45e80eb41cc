import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rows } from '../database/rows.ts'
import { run } from '../database/statement.ts'
import {
  type ClaimedDelivery,
  type ClaimRow,
  type DeclinedDelivery,
  type HeldDelivery,
  toClaim,
} from './claimed.ts'
import type { DeliveredBy } from './delivered-by.ts'
import { judgeClaims } from './judge-claims.ts'
import { redriveEvents, startingOver } from './redrive.ts'
import { tellHowItEnded } from './webhooks.ts'

/**
 * A delivery to be claimed. `redriveAfter`: it is to be redriven, but only if it has been dead since its so-manieth attempt.
 */
export type ClaimRequest = { deliveryId: string; redriveAfter?: number | undefined }

export type ClaimTerms = {
  keyIds: { current: string; known: string[] }
  linkLifetimeMs: number
  leaseMs: number
  /** What the claimer can hand over; anything else is `unknown` to it. */
  by?: DeliveredBy
  /** For how long a webhook is tried that tells how a delivery ended; null or absent: nobody wants any. */
  webhookDeadlineMs?: number | null
}

/**
 * Takes deliveries for one attempt each, in one statement: records the attempt, gives the link its key and a fresh
 * lifetime, and holds the delivery for `leaseMs` against every other worker. A delivery whose link can no longer be
 * used, whose deadline passed or whose person has no verified address ends dead here. An attempt that an earlier
 * worker left without an outcome becomes `unknown`. Answers in the order of the requests.
 */
export async function claimDeliveries(
  db: Db,
  requests: ClaimRequest[],
  terms: ClaimTerms,
): Promise<(ClaimedDelivery | DeclinedDelivery)[]> {
  return decide(db, requests, { ...terms, begins: true }) as Promise<(ClaimedDelivery | DeclinedDelivery)[]>
}

/** As claiming, but begins no attempt: what must end ends, and what could be claimed is `held`. */
export async function judgeDeliveries(
  db: Db,
  requests: ClaimRequest[],
  terms: ClaimTerms,
): Promise<(HeldDelivery | DeclinedDelivery)[]> {
  return decide(db, requests, { ...terms, begins: false }) as Promise<(HeldDelivery | DeclinedDelivery)[]>
}

async function decide(
  db: Db,
  requests: ClaimRequest[],
  {
    keyIds,
    linkLifetimeMs,
    leaseMs,
    by = 'mail',
    webhookDeadlineMs = null,
    begins,
  }: ClaimTerms & { begins: boolean },
) {
  const asked = rows(
    requests.map(({ deliveryId, redriveAfter }) => ({ id: deliveryId, redrive_after: redriveAfter ?? null })),
    { id: 'uuid', redrive_after: 'integer' },
  )
  const known = rows(
    keyIds.known.map(id => ({ id })),
    { id: 'text' },
  )
  const answers = await run<ClaimRow>(
    db,
    sql`
      with asked as (select *, row_number() over (partition by id order by n) = 1 as first from ${asked}),
      ${judgeClaims({ by, begins })},
      ended as (
        update deliveries
        set status = 'dead', dead_at = statement_timestamp(), dead_reason = ends_because, claimed_until = null, due_at = null
        from decided where deliveries.id = decided.id and ends_because is not null
        returning deliveries.id, deliveries.status, deliveries.dead_reason, deliveries.kind, deliveries.link_id, deliveries.request_id
      ),
      ${tellHowItEnded(sql`ended`, webhookDeadlineMs)},
      left_open as (
        update attempts
        set outcome = 'unknown', finished_at = statement_timestamp(), detail = 'the worker ended before the relay''s answer was recorded'
        from decided
        where attempts.delivery_id = decided.id and attempts.number = decided.attempts and attempts.outcome is null
          and decided.status = 'sending' and decided.verdict in ('claimed', 'dead')
      ),
      taken as (
        update deliveries
        set status = 'sending', attempts = deliveries.attempts + 1, due_at = null,
          claimed_until = statement_timestamp() + ${leaseMs} * interval '1 millisecond', ${startingOver(sql`redriving`)}
        from decided where deliveries.id = decided.id and decided.verdict = 'claimed'
        returning deliveries.id, deliveries.link_id, deliveries.kind, deliveries.attempts, deliveries.deferrals
      ),
      noted as (${redriveEvents(sql`decided where redriving and verdict = 'claimed'`)}),
      begun as (insert into attempts (delivery_id, number) select id, attempts from taken),
      opened as (
        update links
        set expires_at = statement_timestamp() + ${linkLifetimeMs} * interval '1 millisecond',
          key_id = case when key_id in (select id from ${known}) then key_id else ${keyIds.current} end
        from taken where links.id = taken.link_id and taken.kind = 'link'
        returning links.id, links.key_id
      )
      select
        case when decided.id is null then 'unknown' when verdict = 'claimed' and not first then 'busy' else verdict end as verdict,
        asked.id, decided.kind, event_type, event_data, event_at, coalesce(taken.attempts, decided.attempts) as attempts, taken.deferrals, decided.link_id, opened.key_id, request_id, url_template, user_id,
        organization_id, email, display_name, language, organization_name,
        coalesce(ends_because, dead_reason) as dead_reason,
        ceil(1000 * extract(epoch from case
          when verdict = 'early' then due_at - statement_timestamp()
          when verdict = 'busy' then claimed_until - statement_timestamp()
          when verdict = 'held' then deadline - statement_timestamp()
          else ${leaseMs} * interval '1 millisecond'
        end)) as retry_in_ms
      from asked
        left join decided using (id)
        left join taken on taken.id = asked.id
        left join opened on opened.id = decided.link_id
      order by n`,
  )
  return answers.map(toClaim)
}
