import { sql } from 'drizzle-orm'
import { v7 as uuid } from 'uuid'
import { type Db, run } from './database.ts'
import { rows } from './rows.ts'

/** A person's wish for a link, and until when its mailing is worth trying. */
export type LinkRequest = { userId: string; requestId: string; deliveryDeadlineMs: number }

/** `at` is RFC 3339 in UTC with microseconds; `sequence` that of the event which this call wrote. */
export type RecordedLink = {
  outcome: 'recorded'
  linkId: string
  deliveryId: string
  sequence: string
  at: string
  organizationId: string
}

export type RefusedLink = { outcome: 'user_unknown' | 'address_missing' | 'address_unverified' }

type Row = {
  outcome: RecordedLink['outcome'] | RefusedLink['outcome']
  link_id: string
  delivery_id: string
  sequence: string
  at: string
  organization_id: string
}

/**
 * Records links and the promise to mail them, in one statement: for each request all of it (link, delivery, event) or,
 * where the person cannot be mailed, none of it and the reason. Answers in the order of the requests.
 */
export async function recordLinks(db: Db, requests: LinkRequest[]): Promise<(RecordedLink | RefusedLink)[]> {
  const asked = rows(
    requests.map(({ userId, requestId, deliveryDeadlineMs }) => ({
      link_id: uuid(),
      delivery_id: uuid(),
      user_id: userId,
      request_id: requestId,
      deadline_ms: deliveryDeadlineMs,
    })),
    { link_id: 'uuid', delivery_id: 'uuid', user_id: 'text', request_id: 'text', deadline_ms: 'bigint' },
  )
  const answers = await run<Row>(
    db,
    sql`
      with asked as (select * from ${asked}),
      judged as (
        select asked.*, users.organization_id,
          case
            when users.id is null then 'user_unknown'
            when coalesce(users.email, '') = '' then 'address_missing'
            when not users.email_verified then 'address_unverified'
            else 'recorded'
          end as outcome
        from asked left join users on users.id = asked.user_id
      ),
      link as (
        insert into links (id, user_id, organization_id)
        select link_id, user_id, organization_id from judged where outcome = 'recorded'
      ),
      delivery as (
        insert into deliveries (id, link_id, request_id, deadline)
        select delivery_id, link_id, request_id, now() + deadline_ms * interval '1 millisecond'
        from judged where outcome = 'recorded'
      ),
      event as (
        insert into events (user_id, organization_id, type, data)
        select user_id, organization_id, 'link.requested', jsonb_build_object('linkId', link_id, 'requestId', request_id)
        from judged where outcome = 'recorded' order by n
        returning sequence, at, (data ->> 'linkId')::uuid as link_id
      )
      select outcome, link_id, delivery_id, organization_id, sequence,
        to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
      from judged left join event using (link_id) order by n`,
  )
  return answers.map(answer =>
    answer.outcome === 'recorded'
      ? {
          outcome: answer.outcome,
          linkId: answer.link_id,
          deliveryId: answer.delivery_id,
          sequence: String(answer.sequence),
          at: answer.at,
          organizationId: answer.organization_id,
        }
      : { outcome: answer.outcome },
  )
}
