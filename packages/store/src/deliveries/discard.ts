import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rows } from '../database/rows.ts'
import { run } from '../database/statement.ts'

/** What became of the wish to discard; `open` and `sent` ones stay as they are. `unknown`: no such delivery. */
export type DiscardOutcome = 'discarded' | 'open' | 'sent' | 'unknown'

/**
 * Puts dead deliveries away for good, in one statement: from then on they are no dead letters and nothing redrives them.
 * The reason says so and keeps what it was. Discarding again changes nothing. Answers in the order of the ids.
 */
export async function discardDeliveries(db: Db, deliveryIds: string[]): Promise<DiscardOutcome[]> {
  const asked = rows(
    deliveryIds.map(id => ({ id })),
    { id: 'uuid' },
  )
  const answers = await run<{ outcome: DiscardOutcome }>(
    db,
    sql`
      with asked as (select * from ${asked}),
      held as (
        select deliveries.id, links.user_id, links.organization_id, link_id, attempts, discarded_at, case
          when status = 'sent' then 'sent'
          when status <> 'dead' then 'open'
          else 'discarded'
        end as outcome
        from deliveries join links on links.id = deliveries.link_id
        where deliveries.id in (select id from asked)
        order by deliveries.id for update of deliveries
      ),
      fresh as (select * from held where outcome = 'discarded' and discarded_at is null),
      moved as (
        update deliveries set discarded_at = now(), dead_reason = 'discarded: ' || deliveries.dead_reason
        from fresh where deliveries.id = fresh.id
      ),
      noted as (
        insert into events (user_id, organization_id, link_id, type, data)
        select user_id, organization_id, link_id, 'delivery.discarded',
          jsonb_build_object('deliveryId', id, 'attempts', attempts)
        from fresh order by id
      )
      select coalesce(outcome, 'unknown') as outcome from asked left join held using (id) order by n`,
  )
  return answers.map(({ outcome }) => outcome)
}
