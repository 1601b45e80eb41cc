import { type SQL, sql } from 'drizzle-orm'
import { takeAllowance } from './allowances.ts'
import { holdKeys, keptKeys } from './idempotency.ts'
import { judgeRequests } from './judge-requests.ts'
import {
  type LinkLimits,
  type LinkRequest,
  type RecordOutcome,
  type RecordRow,
  toRecordOutcome,
} from './link-request.ts'
import { rfc3339 } from './rfc3339.ts'
import { rows } from './rows.ts'
import { type Db, run } from './run.ts'
import { uuid } from './uuid.ts'

const foreignKeyViolation = '23503'

/**
 * Records links and the promise to mail them, in one statement: for each request all of it (link, delivery, event) or,
 * where there can be no link, none of it and the reason. Limits are exact and an idempotency key records one link, whoever
 * else is recording; a refused call uses up neither, save that it may cost the user's allowance when others take the
 * organization's last at the same moment. Answers in the order of the requests.
 */
export async function recordLinks(
  db: Db,
  requests: LinkRequest[],
  limits: LinkLimits,
): Promise<RecordOutcome[]> {
  const statement = sql`
      with asked as (
        select given.*, (select organization_id from users where id = acting_user_id) as acting_organization_id
        from ${rowsOf(requests)}
      ),
      ${keptKeys},
      ${judgeRequests(limits)},
      ${holdKeys},
      ${takeAllowance('user', limits.perUser, { from: sql`held`, wanting: sql`holds` })},
      ${takeAllowance('organization', limits.perOrganization, { from: sql`user_taken`, wanting: sql`user_passes` })},
      granted as (select * from organization_taken where organization_passes),
      link as (
        insert into links (id, user_id, organization_id, url_template, key_id, expires_at)
        select link_id, user_id, organization_id, url_template, returned_key_id,
          now() + lifetime_ms * interval '1 millisecond'
        from granted
      ),
      delivery as (
        insert into deliveries (id, link_id, request_id, deadline)
        select delivery_id, link_id, request_id, now() + deadline_ms * interval '1 millisecond'
        from granted where delivery_id is not null
      ),
      event as (
        insert into events (user_id, organization_id, link_id, type, data)
        select user_id, organization_id, link_id, 'link.requested', jsonb_build_object('requestId', request_id)
        from granted order by n
        returning sequence, at, link_id
      )
      -- Those that share a key share the fate of the first of them.
      select
        case
          when mine.verdict is not null then mine.verdict
          when mine.barred_by is not null then 'limited'
          when not first.holds then 'key_in_flight'
          when mine.n = first.n and event.sequence is not null then 'recorded'
          when mine.request_hash <> first.request_hash then
            case when event.sequence is null then 'key_in_flight' else 'key_reused' end
          when event.sequence is null then 'limited'
          else 'replayed'
        end as outcome,
        coalesce(mine.barred_by, case when first.user_passes then 'organization' else 'user' end) as scope,
        case
          when mine.barred_by is not null then mine.barred_ms
          when first.user_passes then first.organization_wait_ms
          else first.user_wait_ms
        end as wait_ms,
        coalesce(event.link_id, kept.link_id) as link_id,
        coalesce(first.delivery_id, kept.delivery_id) as delivery_id,
        coalesce(first.returned_key_id, kept.key_id) as key_id,
        coalesce(first.organization_id, kept.organization_id) as organization_id,
        coalesce(event.sequence, kept.sequence) as sequence,
        ${rfc3339(sql`coalesce(event.at, kept.at)`)} as at
      from organization_taken as mine
        left join organization_taken as first on first.n = mine.first
        left join event on event.link_id = first.link_id
        left join kept on mine.verdict = 'replayed' and kept.caller = mine.caller and kept.key = mine.key
      order by mine.n`
  const answers = await run<RecordRow>(db, statement).catch(error => {
    // A person was deleted between the snapshot and the insert: nothing was recorded, and a new snapshot shows it.
    if (error.code === foreignKeyViolation) return run<RecordRow>(db, statement)
    throw error
  })
  return answers.map(toRecordOutcome)
}

function rowsOf(requests: LinkRequest[]): SQL {
  return rows(
    requests.map(({ returned, idempotency, ...request }) => ({
      link_id: uuid(),
      delivery_id: returned ? null : uuid(),
      user_id: request.userId,
      acting_user_id: request.actingUserId,
      request_id: request.requestId,
      deadline_ms: request.deliveryDeadlineMs,
      url_template: request.urlTemplate,
      returned_key_id: returned?.keyId ?? null,
      lifetime_ms: returned?.lifetimeMs ?? null,
      caller: idempotency?.caller ?? null,
      key: idempotency?.key ?? null,
      request_hash: idempotency ? `\\x${idempotency.requestHash}` : null,
    })),
    {
      link_id: 'uuid',
      delivery_id: 'uuid',
      user_id: 'text',
      acting_user_id: 'text',
      request_id: 'text',
      deadline_ms: 'bigint',
      url_template: 'text',
      returned_key_id: 'text',
      lifetime_ms: 'bigint',
      caller: 'text',
      key: 'text',
      request_hash: 'bytea',
    },
  )
}
