import { type Counts, organizationOf } from './rows.ts'

type Steps = Record<string, string>

/** Organizations with their texts, people, and what operators did. */
export function peopleSql(counts: Counts): Steps {
  const { people, organizations, links } = counts
  return {
    organizations: `insert into organizations (id, name) select 'org-' || n, 'Org ' || n from generate_series(1, ${organizations}) as n;
      insert into organization_texts (organization_id, language, texts)
      select 'org-' || n, language, '{}' from generate_series(1, ${organizations}) as n, unnest(array['en', 'de']) as language`,
    people: `insert into users (id, organization_id, email, email_verified, display_name, refreshed_at, changed_at)
      select 'person-' || n, ${organizationOf('n', counts)}, 'Person-' || n || '@acme.example', true, 'Person ' || n, now(),
        now() - interval '400 days'
      from generate_series(1, ${people}) as n`,
    operators: `insert into audit (operator, address, action, subject, at)
      select 'operator-' || n % 50, '192.0.2.1', 'delivery.redrive', 'subject-' || n % 5000, now() - n * interval '3 minutes'
      from generate_series(${Math.max(200, Math.floor(links / 100))}, 1, -1) as n;
      insert into operator_sessions (id_hash, operator, name, role, address, ends_at)
      select sha256(n::text::bytea), 'operator-' || n % 50, 'Olga', 'operator', '192.0.2.1', now() + (n % 24 - 12) * interval '1 hour'
      from generate_series(1, 200) as n;
      insert into relays (name) select 'relay-' || n || ':25' from generate_series(1, 3) as n;
      insert into pauses (scope, reason, operator) values ('organization:org-3', 'a leak', 'operator-1'), ('relay:relay-3:25', 'moved', 'operator-1')`,
  }
}

/** Jobs in Postgres as an outage leaves them: most wait, some are delayed, active or failed. */
export function queueSql({ links }: Counts): Steps {
  const jobs = Math.max(100, Math.floor(links / 250))
  return {
    jobs: `insert into bullmq.job (queue, id, seq, name, state, data, opts, max_attempts, added_at_ms, process_at_ms, lock_token,
        locked_until_ms, attempts_started)
      select 'deliveries', md5(n::text)::uuid::text, nextval('bullmq.job_seq'), 'deliver', state::bullmq.job_state, '{}', '{}', 1, 1000 * n,
        case when state = 'delayed' then (1000 * extract(epoch from now()))::bigint + n % 900 * 1000 end,
        case when state = 'active' then 'token-' || n end,
        case when state = 'active' then (1000 * extract(epoch from now()))::bigint - n end, 0
      from (
        select n, case when n % 1000 = 2 then 'active' when n % 10 = 0 then 'failed' when n % 10 = 1 then 'delayed' else 'waiting' end as state
        from generate_series(1, ${jobs}) as n
      ) as numbered`,
  }
}
