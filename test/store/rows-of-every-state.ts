import type { TestDatabase } from '../servers/database.ts'

const linksCount = 10_000

/**
 * Inserts 10,000 links in every state for the people `person-1` to `person-1000` of the organization `acme`, each with a
 * delivery, its attempts, an event and an idempotency key. The deliveries have every kind and status.
 */
export async function fillWithEveryState({ sql }: Pick<TestDatabase, 'sql'>): Promise<void> {
  await sql`
    insert into users (id, organization_id, email, email_verified, display_name)
    select 'person-' || n, 'acme', 'person-' || n || '@acme.example', true, 'Person ' || n from generate_series(1, 1000) as n`
  await sql`
    insert into events (user_id, organization_id, link_id, type, data)
    select 'person-' || 1 + n % 1000, 'acme', ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'link.requested', '{}'
    from generate_series(1, ${linksCount}) as n`
  await sql`
    insert into links (id, user_id, organization_id, key_id, expires_at, redeemed_at, revoked_at)
    select link_id, user_id, 'acme',
      case when state <> 'recorded' then 'k1' end,
      case when state = 'expired' then now() - interval '1 hour' when state <> 'recorded' then now() + interval '1 hour' end,
      case when state = 'redeemed' then now() end,
      case when state = 'revoked' then now() end
    from (
      select *, (array['recorded', 'open', 'expired', 'redeemed', 'revoked'])[1 + sequence % 5] as state from events
    ) as wanted`
  await sql`
    insert into deliveries (id, link_id, kind, event_sequence, status, request_id, attempts, deadline, due_at, claimed_until,
      sent_at, dead_at, dead_reason, discarded_at)
    select ('00000000-0000-7000-9000-' || lpad(sequence::text, 12, '0'))::uuid, link_id, kind, case when kind <> 'link' then sequence end, status, 'r',
      case when status = 'queued' then 0 else 1 + sequence % 2 end, now() + interval '1 hour',
      case when status = 'waiting' then now() + interval '1 minute' end,
      case when status = 'sending' then now() + interval '1 minute' end,
      case when status = 'sent' then now() end,
      case when status = 'dead' then now() end,
      case when status = 'dead' then 'refused' end,
      case when status = 'dead' and sequence % 4 = 0 then now() end
    from (
      select *, (array['link', 'notice', 'webhook'])[1 + sequence % 3] as kind,
        (array['queued', 'sending', 'waiting', 'sent', 'dead'])[1 + sequence / 3 % 5] as status
      from events
    ) as wanted`
  await sql`
    insert into attempts (delivery_id, number, finished_at, outcome)
    select id, number, case when outcome is not null then now() end, outcome
    from deliveries, generate_series(1, deliveries.attempts) as number,
      lateral (
        select (array['accepted', 'rejected', 'deferred', 'not_sent', 'unknown', null])[1 + (event_sequence + number) % 6] as outcome
      ) as went`
  await sql`
    insert into idempotency_keys (caller, key, request_hash, link_id)
    select 'app', sequence::text, '\\x00', link_id from events`
  await sql`
    insert into allowances (subject, spent_until, granted)
    select 'user:person-' || n, now() + n * interval '1 second', 1 from generate_series(1, 1000) as n`
  await sql`insert into relays (name, failures) select 'relay-' || n || ':25', n from generate_series(1, 3) as n`
}

/** The condition of the inserted rows in each table; other calls may add more. */
const conditions = {
  users: "id like 'person-%'",
  events: "user_id like 'person-%'",
  links: "user_id like 'person-%'",
  deliveries: "link_id in (select id from links where user_id like 'person-%')",
  attempts:
    "delivery_id in (select deliveries.id from deliveries join links on links.id = link_id where user_id like 'person-%')",
  idempotency_keys: "caller = 'app'",
  allowances: "subject like 'user:person-%'",
  relays: "name like 'relay-%'",
}

/** The number and a digest of the inserted rows of each table. */
export async function digestRows(
  { sql }: Pick<TestDatabase, 'sql'>,
  columns: Record<string, string[]>,
): Promise<Record<string, unknown>> {
  const digests = Object.entries(conditions).map(async ([table, condition]) => {
    const names = (columns[table] ?? []).map(name => `"${name}"`).join(', ')
    const [row] = await sql.unsafe(`
      select count(*)::int, md5(string_agg(whole, '|' order by whole)) as digest
      from (select row(${names})::text as whole from ${table} where ${condition}) as rows`)
    return [table, row] as const
  })
  return Object.fromEntries(await Promise.all(digests))
}

/** The columns of each table, so that a later digest can be of the same columns. */
export async function columnsOfTables({ sql }: Pick<TestDatabase, 'sql'>): Promise<Record<string, string[]>> {
  const rows = await sql<{ table_name: string; columns: string[] }[]>`
    select table_name, json_agg(column_name order by ordinal_position) as columns
    from information_schema.columns where table_schema = current_schema() group by table_name`
  return Object.fromEntries(rows.map(({ table_name, columns }) => [table_name, columns]))
}
