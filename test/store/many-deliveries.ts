import type { TransactionSql } from 'postgres'
import type { TestDatabase } from '../servers/database.ts'

/** How many deliveries {@link fillWithDeliveries} inserts. */
export const deliveriesCount = 100_000

const secondsBetween = (40 * 86_400) / deliveriesCount

/**
 * Inserts 80,000 links of the past forty days, of 4,000 of 20,000 people in 19 organizations, and 100,000 deliveries: the
 * mail of each link, a notice or a webhook of some, and some of no link. Of a hundred one is dead, one is open, and one
 * bounced. Each has an attempt and an event.
 */
export async function fillWithDeliveries({ sql }: Pick<TestDatabase, 'sql'>): Promise<void> {
  await sql.begin(insertAll)
  await sql`vacuum analyze`
}

async function insertAll(sql: TransactionSql) {
  await sql`insert into organizations (id, name) select 'org-' || n, 'Org ' || n from generate_series(1, 19) as n`
  await sql`
    insert into users (id, organization_id, email, email_verified, display_name)
    select 'person-' || n, 'org-' || 1 + n % 19, 'Person-' || n || '@acme.example', true, 'Person ' || n
    from generate_series(1, 20000) as n`
  // One every 43 seconds, the last one just now.
  await sql`
    create temporary table recorded as
    select n, at, (lpad(to_hex((1000 * extract(epoch from at))::bigint), 12, '0') || '7' || substr(md5('l' || n), 1, 3) || '8'
        || substr(md5('l' || n), 4, 15))::uuid as link_id,
      (lpad(to_hex((1000 * extract(epoch from at))::bigint), 12, '0') || '7' || substr(md5('d' || n), 1, 3) || '8'
        || substr(md5('d' || n), 4, 15))::uuid as id
    from (
      select n, now() - n * ${secondsBetween}::float8 * interval '1 second' as at
      from generate_series(0, ${deliveriesCount - 1}) as n
    ) as times`
  await sql`
    insert into links (id, user_id, organization_id, created_at, key_id, expires_at)
    select link_id, 'person-' || 1 + n % 4000, 'org-' || 1 + (1 + n % 4000) % 19, at, 'k1', at + interval '1 hour'
    from recorded where n % 5 <> 0`
  // Of five one is about the link before it, or about none.
  await sql`
    insert into events (user_id, organization_id, link_id, type, data, at)
    select user_id, organization_id, id, 'link.requested', '{}', created_at from links order by id`
  await sql`
    insert into deliveries (id, link_id, of_user_id, of_organization_id, kind, event_sequence, request_id, created_at, deadline,
      status, attempts, sent_at, dead_at, dead_reason, discarded_at, reports)
    select id, link, case when link is null then 'person-' || 1 + n % 4000 end, case when link is null then 'org-' || 1 + (1 + n % 4000) % 19 end,
      case when n % 5 <> 0 then 'link' when n % 10 = 0 then 'notice' else 'webhook' end, case when n % 5 = 0 then n end,
      'request-' || n, at, at + interval '1 hour', status, 1,
      case when status = 'sent' then at + n % 60 * interval '1 second' end,
      case when status = 'dead' then at + interval '1 minute' end,
      case when status = 'dead' then 'rejected: 550 5.1.1 <person-' || n || '>: no such mailbox' end,
      case when n % 1000 = 1 then at + interval '2 minutes' end,
      case when n % 100 = 3 then '{"bounced": {"at": "2026-11-28T00:00:00.000000Z", "detail": "full"}}'::jsonb end
    from (
      select *, case n % 100 when 1 then 'dead' when 2 then 'queued' else 'sent' end as status,
        case when n % 5 <> 0 then link_id when n % 20 <> 0 then lag(link_id) over (order by n) end as link
      from recorded
    ) as mailed order by id`
  await sql`
    insert into attempts (delivery_id, number, started_at, finished_at, outcome, relay, smtp_code, enhanced_code, detail)
    select id, 1, created_at, created_at + interval '1 second',
      case status when 'dead' then 'rejected' when 'sent' then 'accepted' end,
      'relay-' || 1 + substr(request_id, 9)::integer / 100 % 2 || ':25', case status when 'sent' then 250 else 550 end, null, ''
    from deliveries order by id`
  await sql`
    insert into suppressions (address_hash, kind, reason, user_id, delivery_id)
    select sha256(convert_to('person-' || n || '@acme.example', 'UTF8')), 'bounced', 'gone', 'person-' || n, gen_random_uuid()
    from generate_series(10001, 20000) as n`
  await sql`
    insert into audit (operator, address, action, subject)
    select 'operator-' || n % 50, '192.0.2.1', 'delivery.redrive', 'subject-' || n % 5000 from generate_series(1, 20000) as n`
}
