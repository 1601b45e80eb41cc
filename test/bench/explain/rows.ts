/** How many rows of each the statements insert. */
export type Counts = { links: number; people: number; organizations: number }

type Steps = Record<string, string>

export const retentionDays = 400
const attemptDays = 90

// The first is the latest, recorded just now, and the last is as old as links may be.
const at = ({ links }: Counts) =>
  `now() - n * ${(retentionDays * 86_400 * 0.999) / links}::float8 * interval '1 second'`

/** A UUID of version 7 (RFC 9562) of that moment, the same for the same kind and number. */
export const idAt = `
create function pg_temp.id_at(kind text, n bigint, at timestamptz) returns uuid language sql immutable as $$
  select (lpad(to_hex((1000 * extract(epoch from at))::bigint), 12, '0') || '7' || substr(md5(kind || n), 1, 3) || '8'
    || substr(md5(kind || n), 4, 15))::uuid
$$`

// Half of all people are in one organization.
export const organizationOf = (person: string, { organizations }: Counts) =>
  `'org-' || case when ${person} % 2 = 0 then 1 else 2 + ${person} / 2 % ${organizations - 1} end`

/** The links: three of ten redeemed, one revoked, the others expired unless they are of the last hour. */
export function linksSql(counts: Counts): Steps {
  return {
    'ids of links': `${idAt}; create temporary table recorded as
      select n, at, person, pg_temp.id_at('l', n, at) as link_id, n % 10 < 3 as is_redeemed
      from (
        select n, ${at(counts)} as at, 1 + n * 7919 % ${counts.people} as person
        from generate_series(${counts.links}::bigint, 1, -1) as n
      ) as numbered;
      analyze recorded`,
    links: `insert into links (id, user_id, organization_id, url_template, key_id, created_at, expires_at, redeemed_at, revoked_at)
      select link_id, 'person-' || person, ${organizationOf('person', counts)}, null, case when n > ${openOf(counts)} then 'k1' end,
        at, case when n > ${openOf(counts)} then at + interval '1 hour' end,
        case when is_redeemed and n > ${openOf(counts)} then at + interval '5 minutes' end,
        case when n % 10 = 3 then at + interval '6 minutes' end
      from recorded order by n desc`,
  }
}

/** So many of the latest links are still to be mailed: what a relay's outage of half a day leaves. */
export const openOf = ({ links }: Counts) => Math.max(300, Math.floor(links / 500))

/** What happened to each link: requested and, if so, redeemed, which added a passkey. */
export function eventsSql(counts: Counts): Steps {
  return {
    events: `insert into events (user_id, organization_id, link_id, type, data, at)
      select 'person-' || person, ${organizationOf('person', counts)}, link_id, type,
        jsonb_build_object('requestId', 'request-' || n), at
      from recorded, unnest(case when is_redeemed and n > ${openOf(counts)}
        then array['link.requested', 'link.redeemed', 'passkey.added'] else array['link.requested'] end) as type
      order by n desc`,
  }
}

/** The mail of each link, a notice of each passkey, a webhook of every twentieth link, and some of no link; and attempts. */
export function deliveriesSql(counts: Counts): Steps {
  const open = openOf(counts)
  return {
    deliveries: `insert into deliveries (id, link_id, kind, event_sequence, request_id,
        created_at, deadline, status, attempts, due_at, claimed_until, sent_at, dead_at, dead_reason, discarded_at, reports)
      select pg_temp.id_at(kind, n, at), link_id, kind, case when kind <> 'link' then 1 + n end,
        'request-' || n, at, case when n <= ${open} then now() + (60 + n % 1000) * interval '1 minute' else at + interval '1 day' end,
        status, case status when 'queued' then 0 else 1 end,
        case when status = 'waiting' then now() + n % 900 * interval '1 second' end,
        case when status = 'sending' then now() + n % 60 * interval '1 second' end,
        case when status = 'sent' then at + n % 60 * interval '1 second' end,
        case when status = 'dead' then at + interval '1 minute' end,
        case when status = 'dead' then 'rejected: 550 5.1.1 <person-' || person || '>: no such mailbox' end,
        case when status = 'dead' and n % 1000 <> 57 then at + interval '2 minutes' end,
        case when status = 'sent' and n % 100 = 7 then '{"bounced": {"at": "2026-11-28T00:00:00.000000Z", "detail": "full"}}'::jsonb end
      from (
        select recorded.*, kind,
          case when n <= ${open} then (array['queued', 'waiting', 'sending'])[1 + n % 3]
            when n % 100 = 57 then 'dead' else 'sent' end as status
        from recorded, unnest(array['link', case when is_redeemed then 'notice' end, case when n % 20 = 4 then 'webhook' end]) as kind
        where kind is not null
      ) as mailed order by n desc`,
    'deliveries of no link': `insert into deliveries (id, of_user_id, of_organization_id, kind, event_sequence, request_id,
        created_at, deadline, status, attempts, sent_at)
      select pg_temp.id_at('alone', n, at), 'person-' || person, ${organizationOf('person', counts)}, 'notice', 1 + n,
        'request-' || n, at, at + interval '1 day', 'sent', 1, at + interval '1 second'
      from recorded where n % 50 = 9 order by n desc`,
    attempts: `insert into attempts (delivery_id, number, started_at, finished_at, outcome, relay, smtp_code, enhanced_code, detail)
      select id, 1, created_at, created_at + interval '1 second',
        case status when 'dead' then 'rejected' when 'sent' then 'accepted' when 'waiting' then 'deferred' end,
        'relay-' || 1 + extract(epoch from created_at)::bigint % 2 || ':25', case status when 'sent' then 250 when 'waiting' then 451 else 550 end, null, ''
      from deliveries where created_at > now() - interval '${attemptDays} days' and status <> 'queued' order by id`,
  }
}

/** Tables that grow by what is tried, not by what is kept: more in each than a quiet day leaves. */
export function smallTablesSql({ links, people }: Counts): Steps {
  const few = Math.max(100, Math.floor(links / 200))
  return {
    passkeys: `insert into passkeys (credential_id, user_id, public_key, counter, transports, backup_eligible, backed_up, aaguid,
        attestation_format, attestation, origin, rp_id, link_id, name, created_at)
      select 'credential-' || n, 'person-' || person, decode(repeat(md5(n::text), 5), 'hex'), 0, array['internal'], true, true,
        '00000000-0000-0000-0000-000000000000', 'none', decode(repeat(md5(n::text), 8), 'hex'), 'https://id.example',
        'id.example', link_id, 'Phone', at + interval '5 minutes'
      from recorded where n % 10 = 1 order by n desc`,
    'idempotency keys': `insert into idempotency_keys (caller, key, request_hash, link_id, created_at)
      select 'person-' || person, 'app key-' || n, sha256(n::text::bytea), link_id, at from recorded where n <= ${few} order by n desc`,
    allowances: `insert into allowances (subject, spent_until, granted)
      select 'user:person-' || n, now() + (n % 60 - 30) * interval '1 minute', 0 from generate_series(1, ${few}) as n`,
    challenges: `insert into challenges (challenge, link_id, expires_at)
      select md5(n::text), link_id, now() + (n % 10 - 5) * interval '1 minute' from recorded where n <= ${few}`,
    'undo links': `insert into undo_links (id, user_id, credential_id, passkey_name, key_id, details, created_at, expires_at)
      select pg_temp.id_at('notice', n, at), 'person-' || person, 'credential-' || n, 'Phone', 'k1', '{}', at, at + interval '7 days'
      from recorded where n % 10 = 1 and n <= ${20 * few} order by n desc`,
    suppressions: `insert into suppressions (address_hash, kind, reason, user_id, delivery_id, created_at)
      select sha256(convert_to('person-' || n || '@acme.example', 'UTF8')), 'bounced', 'gone', 'person-' || n, gen_random_uuid(),
        now() - n * interval '1 minute'
      from generate_series(${people}, ${people} - ${Math.min(few, people / 10)}, -1) as n`,
  }
}
