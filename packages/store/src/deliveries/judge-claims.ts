import { type SQL, sql } from 'drizzle-orm'
import { rfc3339 } from '../database/rfc3339.ts'
import type { DeliveredBy } from './delivered-by.ts'
import { mayHaveArrived } from './may-have-arrived.ts'

/**
 * The CTE `decided`: the deliveries of `asked`, locked, each with all that an attempt needs, with why it `ends_because` if it must,
 * and with its `verdict`: `claimed` where an attempt may begin, or `held` unless this claim `begins` any.
 */
export function judgeClaims({ by, begins }: { by: DeliveredBy; begins: boolean }): SQL {
  return sql`
    held as (
      select deliveries.*, links.redeemed_at, links.revoked_at, links.key_id, links.url_template, links.user_id, links.organization_id,
        users.email, users.email_verified, users.display_name, users.language, organizations.name as organization_name,
        events.type as event_type, events.data as event_data, ${rfc3339(sql`events.at`)} as event_at
      from deliveries
        join links on links.id = deliveries.link_id
        join users on users.id = links.user_id
        join organizations on organizations.id = users.organization_id
        left join events on events.sequence = deliveries.event_sequence
      where deliveries.id in (select id from asked) and (kind = 'webhook') = ${by === 'webhook'}
      -- A webhook needs nothing of its link, which its notice may be claiming.
      order by deliveries.id for update of ${sql.raw(by === 'webhook' ? 'deliveries' : 'deliveries, links')}
    ),
    -- Not while locking: Postgres evaluates that select anew for each row that changed meanwhile, and reads a CTE in a muddle.
    wished as (
      select held.*, status = 'dead' and discarded_at is null and exists (
          select from asked where asked.id = held.id and redrive_after = held.attempts
        ) as redriving
      from held
    ),
    judged as (
      select wished.*,
        case when redriving or status in ('queued', 'waiting') or (status = 'sending' and claimed_until <= statement_timestamp()) then case
          when kind = 'link' and redeemed_at is not null then 'the link was redeemed already'
          when kind = 'link' and revoked_at is not null then 'the link was revoked'
          when deadline <= statement_timestamp() and not redriving then
            'the deadline passed before the ' || case kind when 'webhook' then 'webhook' else 'mail' end || ' could be sent'
          when kind <> 'webhook' and (coalesce(email, '') = '' or not email_verified) then 'the person has no verified address any more'
        end || ${mayHaveArrived({ deliveryId: sql`wished.id`, certainly: sql`status = 'sending'` })} end as ends_because
      from wished
    ),
    decided as (
      select judged.*, case
        when status = 'sent' then 'sent'
        when ends_because is not null or (status = 'dead' and not redriving) then 'dead'
        when status = 'sending' and claimed_until > statement_timestamp() then 'busy'
        -- A queue's clock may run a little ahead; a second early harms nobody.
        when due_at > statement_timestamp() + interval '1 second' then 'early'
        when ${begins} then 'claimed'
        else 'held'
      end as verdict
      from judged
    )`
}
