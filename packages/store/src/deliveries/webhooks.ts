import { type SQL, sql } from 'drizzle-orm'

/**
 * Records a webhook for each row of `told` (`link_id`, `sequence` of the event, `request_id`), to be delivered within
 * `deadlineMs`; where that is null nobody wants any.
 */
export function webhookDeliveries(told: SQL, deadlineMs: number | null): SQL {
  return sql`
    insert into deliveries (id, link_id, kind, event_sequence, request_id, deadline)
    select ${uuidV7}, link_id, 'webhook', sequence, request_id, now() + ${deadlineMs ?? 0} * interval '1 millisecond'
    from (${told}) as told where ${deadlineMs !== null}`
}

/**
 * The CTEs that append an event for each link's mail among the rows of `ended` (`id`, `status`, `dead_reason`, `kind`, `link_id`,
 * `request_id`) and record its webhook. Without webhooks the deliveries themselves are all the record there is.
 */
export function tellHowItEnded(ended: SQL, deadlineMs: number | null): SQL {
  return sql`
    told as (
      insert into events (user_id, organization_id, link_id, type, data)
      select user_id, organization_id, links.id, 'delivery.' || status,
        jsonb_strip_nulls(jsonb_build_object('deliveryId', ended.id, 'requestId', request_id, 'reason', dead_reason))
      from ${ended} as ended join links on links.id = link_id
      where kind = 'link' and status in ('sent', 'dead') and ${deadlineMs !== null}
      order by ended.id
      returning sequence, link_id, data ->> 'requestId' as request_id
    ),
    hooked as (${webhookDeliveries(sql`select * from told`, deadlineMs)})`
}

// RFC 9562 section 5.7, which Postgres has of its own from 18 on.
const uuidV7 = sql`
  encode(set_bit(set_bit(
    overlay(uuid_send(gen_random_uuid())
      placing substring(int8send(floor(1000 * extract(epoch from clock_timestamp()))::bigint) from 3) from 1 for 6),
    52, 1), 53, 1), 'hex')::uuid`
