import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rfc3339 } from '../database/rfc3339.ts'
import { rows } from '../database/rows.ts'
import { run } from '../database/statement.ts'

/**
 * Where a link and its mailing stand, in the person's eyes: what became of the link is told before how its mail fared.
 * `returned`: it was given to the caller and can be redeemed. Times are RFC 3339 in UTC with microseconds.
 */
export type LinkStatus = { state: 'unknown' } | (KnownState & LinkFacts)

type LinkFacts = { userId: string; organizationId: string; createdAt: string; attempts: number }

type KnownState =
  | { state: 'queued' | 'sending' | 'revoked' | 'returned' }
  | { state: 'waiting'; retryAt: string; because: string }
  | { state: 'sent'; sentAt: string }
  | { state: 'dead'; because: string }
  | { state: 'redeemed'; redeemedAt: string }
  | { state: 'expired'; expiredAt: string }

type Row = {
  state: LinkStatus['state']
  user_id: string
  organization_id: string
  created_at: string
  attempts: number
  due_at: string
  sent_at: string
  redeemed_at: string
  expires_at: string
  because: string
}

/** Looks links and their mailing up without changing them. Answers in the order of the ids. */
export async function findLinkStatuses(db: Db, linkIds: string[]): Promise<LinkStatus[]> {
  const asked = rows(
    linkIds.map(id => ({ id })),
    { id: 'uuid' },
  )
  const found = await run<Row>(
    db,
    sql`
      select
        case
          when links.id is null then 'unknown'
          when redeemed_at is not null then 'redeemed'
          when revoked_at is not null then 'revoked'
          when coalesce(status, 'sent') = 'sent' and expires_at <= now() then 'expired'
          else coalesce(status, 'returned')
        end as state,
        links.user_id, links.organization_id, coalesce(deliveries.attempts, 0) as attempts,
        case status
          when 'waiting' then (
            select outcome || ': ' || detail from attempts
            where delivery_id = deliveries.id and number = deliveries.attempts
          )
          when 'dead' then dead_reason
        end as because,
        ${rfc3339(sql`links.created_at`)} as created_at, ${rfc3339(sql`due_at`)} as due_at,
        ${rfc3339(sql`sent_at`)} as sent_at, ${rfc3339(sql`redeemed_at`)} as redeemed_at,
        ${rfc3339(sql`expires_at`)} as expires_at
      from ${asked}
        left join links on links.id = given.id
        left join lateral (
          select * from deliveries where deliveries.link_id = links.id and kind = 'link' order by id desc limit 1
        ) as deliveries on true
      order by n`,
  )
  return found.map(toStatus)
}

function toStatus(row: Row): LinkStatus {
  if (row.state === 'unknown') return { state: row.state }
  return {
    ...stateOf(row),
    userId: row.user_id,
    organizationId: row.organization_id,
    createdAt: row.created_at,
    attempts: row.attempts,
  }
}

function stateOf(row: Row): KnownState {
  switch (row.state) {
    case 'waiting':
      return { state: row.state, retryAt: row.due_at, because: row.because }
    case 'sent':
      return { state: row.state, sentAt: row.sent_at }
    case 'dead':
      return { state: row.state, because: row.because }
    case 'redeemed':
      return { state: row.state, redeemedAt: row.redeemed_at }
    case 'expired':
      return { state: row.state, expiredAt: row.expires_at }
    default:
      return { state: row.state as 'queued' | 'sending' | 'revoked' | 'returned' }
  }
}
