import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rows } from '../database/rows.ts'
import { run } from '../database/statement.ts'

/**
 * What became of the wish to redrive: `redriven`; nothing to do (`open`, `sent`); or why it stays dead: `discarded`,
 * its link `redeemed` or `revoked`, no verified address any more (`address_missing`). `unknown`: no such delivery.
 */
export type RedriveOutcome =
  | 'redriven'
  | 'open'
  | 'sent'
  | 'discarded'
  | 'redeemed'
  | 'revoked'
  | 'address_missing'
  | 'unknown'

/**
 * Opens dead deliveries again, with as much time until the deadline as they had at first and the retry schedule from its
 * beginning, in one statement; `reconcile` or whoever asked puts them into the queue. Answers in the order of the ids.
 */
export async function redriveDeliveries(db: Db, deliveryIds: string[]): Promise<RedriveOutcome[]> {
  const asked = rows(
    deliveryIds.map(id => ({ id })),
    { id: 'uuid' },
  )
  const answers = await run<{ outcome: RedriveOutcome }>(
    db,
    sql`
      with asked as (select * from ${asked}),
      held as (
        select deliveries.id, links.user_id, links.organization_id, link_id, attempts, case
          when status = 'sent' then 'sent'
          when status <> 'dead' then 'open'
          when discarded_at is not null then 'discarded'
          when kind = 'link' and redeemed_at is not null then 'redeemed'
          when kind = 'link' and revoked_at is not null then 'revoked'
          when kind <> 'webhook' and (coalesce(email, '') = '' or not email_verified) then 'address_missing'
          else 'redriven'
        end as outcome
        from deliveries
          join links on links.id = deliveries.link_id
          join users on users.id = links.user_id
        where deliveries.id in (select id from asked)
        order by deliveries.id for update of deliveries, links
      ),
      moved as (
        update deliveries set status = 'queued', ${startingOver(sql`true`)}
        from held where deliveries.id = held.id and outcome = 'redriven'
      ),
      noted as (${redriveEvents(sql`held where outcome = 'redriven'`)})
      select coalesce(outcome, 'unknown') as outcome from asked left join held using (id) order by n`,
  )
  return answers.map(({ outcome }) => outcome)
}

/** What sets a delivery back to its beginning, where `redriving`; its attempts go on counting, for they fence outcomes. */
export function startingOver(redriving: SQL): SQL {
  const afresh = (column: string, value: SQL) =>
    sql`${sql.raw(column)} = case when ${redriving} then ${value} else deliveries.${sql.raw(column)} end`
  return sql`
    ${afresh('deadline', sql`now() + (deliveries.deadline - coalesce(deliveries.redriven_at, deliveries.created_at))`)},
    ${afresh('redriven_at', sql`now()`)}, ${afresh('deferrals', sql`0`)}, dead_at = null, dead_reason = null`
}

/** Appends the events of what is being redriven: of all rows of `from`. */
export function redriveEvents(from: SQL): SQL {
  return sql`
    insert into events (user_id, organization_id, link_id, type, data)
    select user_id, organization_id, link_id, 'delivery.redriven', jsonb_build_object('deliveryId', id, 'attempts', attempts)
    from ${from} order by id`
}
