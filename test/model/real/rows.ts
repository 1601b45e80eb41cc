import { recordLinks, saveUsers } from '@passlink/store'
import { type MailedLink, request, unlimited } from '../../deliveries.ts'
import { alice } from '../../people.ts'
import type { TestDatabase } from '../../servers/database.ts'
import type { Delivery } from '../protocol.ts'
import { pauseReason } from '../store-delivery.ts'
import { withoutRelayText } from './verbs.ts'

/** Records `count` deliveries, each for a different person. Resolves to their ids in ascending order. */
export async function recordDeliveries({ db, sql }: TestDatabase, count: number): Promise<string[]> {
  await sql`
    insert into pauses (scope, reason, operator) values ('organization:paused', ${pauseReason}, 'model')
    on conflict do nothing`
  const taken = (await sql`select from users`).length
  const people = Array.from({ length: count }, (_, index) => ({ ...alice, id: `person-${taken + index}` }))
  await saveUsers(db, people)
  const requests = people.map(({ id }) => ({ ...request, userId: id }))
  const links = (await recordLinks(db, requests, unlimited)) as MailedLink[]
  return links.map(({ deliveryId }) => deliveryId)
}

/** Rewrites the rows of recorded deliveries to the given states of the model. */
export async function writeDeliveries(
  { sql }: TestDatabase,
  ids: string[],
  deliveries: Delivery[],
): Promise<void> {
  await sql`delete from attempts where delivery_id in ${sql(ids)}`
  await sql`delete from events where link_id in (select link_id from deliveries where id in ${sql(ids)})`
  const wanted = JSON.stringify(deliveries.map((delivery, index) => ({ ...delivery, id: ids[index] })))
  await sql`
    with wanted as (
      select wanted.*, link_id, user_id
      from jsonb_to_recordset(${wanted}::text::jsonb) as wanted (
        id uuid, status text, attempts jsonb, deferrals int, lapsed boolean, due boolean, "deadlinePassed" boolean,
        "deadReason" text, discarded boolean, redrives int, link text, "hasAddress" boolean,
        paused boolean
      )
        join deliveries using (id) join links on links.id = link_id
    ),
    of_deliveries as (
      update deliveries set
        status = wanted.status, attempts = jsonb_array_length(wanted.attempts), deferrals = wanted.deferrals,
        created_at = now() - interval '2 hours',
        redriven_at = case when redrives > 0 then now() - interval '90 minutes' end,
        deadline = now() + case when "deadlinePassed" then interval '-1 minute' else interval '1 hour' end,
        claimed_until = case when wanted.status = 'sending' then
          now() + case when lapsed then interval '-1 second' else interval '30 minutes' end end,
        due_at = case when wanted.status = 'waiting' then
          now() + case when due then interval '-1 second' else interval '30 minutes' end end,
        sent_at = case when wanted.status = 'sent' then now() - interval '1 second' end,
        dead_at = case when wanted.status = 'dead' then now() - interval '1 second' end,
        dead_reason = "deadReason", discarded_at = case when discarded then now() - interval '1 second' end
      from wanted where deliveries.id = wanted.id
    ),
    of_attempts as (
      insert into attempts (delivery_id, number, outcome, finished_at)
      select id, number, outcome, case when outcome is not null then now() - interval '1 second' end
      from wanted, jsonb_array_elements_text(attempts) with ordinality as attempt (outcome, number)
    ),
    of_redrives as (
      insert into events (user_id, organization_id, link_id, type, data)
      select user_id, 'acme', link_id, 'delivery.redriven', '{}' from wanted, generate_series(1, redrives)
    ),
    of_links as (
      update links set
        organization_id = case when paused then 'paused' else 'acme' end,
        redeemed_at = case when link = 'redeemed' then now() end, revoked_at = case when link = 'revoked' then now() end
      from wanted where links.id = wanted.link_id
    )
    update users set email_verified = "hasAddress" from wanted where users.id = wanted.user_id`
}

/**
 * The rows of these deliveries as states of the model. A row that is inconsistent, such as one with a `due_at` that is not
 * waiting, has `untidy` as well.
 */
export async function readDeliveries({ sql }: TestDatabase, ids: string[]): Promise<Delivery[]> {
  const rows = await sql<(Delivery & { tidy: boolean })[]>`
    select
      status, tried.outcomes as attempts, deferrals, coalesce(claimed_until <= now(), false) as lapsed,
      coalesce(due_at <= now(), false) as due, deadline <= now() as "deadlinePassed", dead_reason as "deadReason",
      discarded_at is not null as discarded, redrives::int,
      case when redeemed_at is not null then 'redeemed' when revoked_at is not null then 'revoked' else 'open' end as link,
      email_verified as "hasAddress", links.organization_id = 'paused' as paused,
      (claimed_until is not null) = (status = 'sending') and (due_at is not null) = (status = 'waiting')
        and (sent_at is not null) = (status = 'sent') and (dead_at is not null) = (status = 'dead')
        and (redriven_at is not null) = (redrives > 0)
        and attempts = jsonb_array_length(tried.outcomes) and tried.tidy as tidy
    from unnest(${ids}::uuid[]) with ordinality as asked (id, n)
      join deliveries using (id)
      join links on links.id = link_id
      join users on users.id = user_id
      cross join lateral (
        select coalesce(jsonb_agg(outcome order by number), '[]') as outcomes,
          coalesce(bool_and((outcome is null) = (finished_at is null)) and max(number) = count(*), true) as tidy
        from attempts where delivery_id = deliveries.id
      ) as tried
      cross join lateral (
        select count(*) as redrives from events where link_id = links.id and type = 'delivery.redriven'
      ) as redriven
    order by n`
  return rows.map(({ tidy, deadReason, ...row }) => ({
    ...row,
    deadReason: deadReason && withoutRelayText(deadReason),
    ...(tidy ? {} : { untidy: true }),
  }))
}
