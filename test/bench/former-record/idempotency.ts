import { sql } from 'drizzle-orm'

/** Whose key it is, and a digest of what was asked with it, as hex. */
export type Idempotency = { caller: string; key: string; requestHash: string }

/**
 * The CTE `kept`: what each key in `asked` stands for in this statement's snapshot. It `counts` for 24 hours, and only
 * if its link was recorded: a limit may refuse a call after it took its key.
 */
export const keptKeys = sql`
  kept as (
    select caller, key, request_hash, idempotency_keys.link_id, sequence, at, events.organization_id,
      deliveries.id as delivery_id, case when deliveries.id is null then links.key_id end as key_id,
      idempotency_keys.created_at > now() - interval '24 hours' and sequence is not null as counts
    from (select distinct caller, key from asked where key is not null) as wanted
      join idempotency_keys using (caller, key)
      left join links on links.id = idempotency_keys.link_id
      left join events on events.link_id = links.id and events.type = 'link.requested'
      left join lateral (
        select id from deliveries where deliveries.link_id = links.id and kind = 'link' order by id limit 1
      ) as deliveries on true
  )`

/**
 * The CTE `held`: all rows of `judged`, with the place of the `first` of each key that is still undecided, which `holds` if it
 * got the key or needs none. Where another call has the key, this waits for that call's end; a key which it left is not in our
 * snapshot, so that nobody can tell whether it counts, and it is not taken.
 */
export const holdKeys = sql`
  placed as (
    select judged.*, case
        when not undecided then null
        when key is null then n
        else min(n) filter (where undecided) over (partition by caller, key)
      end as first
    from judged
  ),
  key_taken as (
    insert into idempotency_keys (caller, key, request_hash, link_id)
    select caller, key, request_hash, link_id from placed where n = first and key is not null
    order by caller, key
    on conflict (caller, key) do update
    set request_hash = excluded.request_hash, link_id = excluded.link_id, created_at = now()
    where idempotency_keys.link_id in (select link_id from kept where not counts)
    returning link_id
  ),
  held as (
    select placed.*, n = first and (key is null or link_id in (select link_id from key_taken)) as holds from placed
  )`
