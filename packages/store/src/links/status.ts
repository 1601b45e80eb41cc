import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rfc3339 } from '../database/rfc3339.ts'
import { statement } from '../database/statement.ts'
import { ids } from '../database/values.ts'

/**
 * The state of a link and its delivery, from the user's point of view: the end of the link takes precedence over the
 * status of its delivery. `returned`: the link was returned to the caller and can be redeemed. Times are RFC 3339 in
 * UTC with microseconds.
 */
export type LinkStatus = { state: 'unknown' } | (KnownState & LinkFacts)

type LinkFacts = { userId: string; organizationId: string; createdAt: string; attempts: number }

type KnownState =
  | { state: 'queued' | 'sending' | 'revoked' | 'returned' }
  | { state: 'waiting'; retryAt: string; because: string }
  | { state: 'sent'; sentAt: string }
  | { state: 'dead'; because: string }
  | { state: 'bounced'; bouncedAt: string; because: string }
  | { state: 'redeemed'; redeemedAt: string }
  | { state: 'expired'; expiredAt: string }

type Row = LinkFacts & {
  id: string
  state: KnownState['state']
  dueAt: string
  sentAt: string
  redeemedAt: string
  expiresAt: string
  bouncedAt: string
  because: string
}

const find = statement<Row>(sql`
  select links.id,
    case
      when redeemed_at is not null then 'redeemed'
      when revoked_at is not null then 'revoked'
      when status = 'sent' and reports ? 'bounced' then 'bounced'
      when coalesce(status, 'sent') = 'sent' and expires_at <= now() then 'expired'
      else coalesce(status, 'returned')
    end as state,
    user_id as "userId", organization_id as "organizationId", coalesce(mailing.attempts, 0) as attempts,
    case status
      when 'waiting' then (
        select outcome || ': ' || detail from attempts
        where delivery_id = mailing.id and number = mailing.attempts
      )
      when 'dead' then dead_reason
      when 'sent' then reports -> 'bounced' ->> 'detail'
    end as because,
    ${rfc3339(sql`links.created_at`)} as "createdAt", ${rfc3339(sql`due_at`)} as "dueAt",
    ${rfc3339(sql`sent_at`)} as "sentAt", ${rfc3339(sql`redeemed_at`)} as "redeemedAt",
    ${rfc3339(sql`expires_at`)} as "expiresAt", reports -> 'bounced' ->> 'at' as "bouncedAt"
  from links left join lateral (
    select id, status, attempts, due_at, sent_at, dead_reason, reports from deliveries
    where link_id = links.id and kind = 'link' order by id desc limit 1
  ) as mailing on true
  where links.id in ${ids('ids')}`)

/** Finds the states of links and their deliveries. The answers are in the order of the ids. */
export async function findLinkStatuses(db: Db, linkIds: string[]): Promise<LinkStatus[]> {
  const rows = new Map((await find(db, { ids: linkIds })).map(row => [row.id, row]))
  return linkIds.map(id => {
    const row = rows.get(id.toLowerCase())
    return row ? toStatus(row) : { state: 'unknown' }
  })
}

function toStatus(row: Row): LinkStatus {
  const { userId, organizationId, createdAt, attempts } = row
  return { ...toState(row), userId, organizationId, createdAt, attempts }
}

function toState({ state, ...row }: Row): KnownState {
  switch (state) {
    case 'waiting':
      return { state, retryAt: row.dueAt, because: row.because }
    case 'sent':
      return { state, sentAt: row.sentAt }
    case 'dead':
      return { state, because: row.because }
    case 'bounced':
      return { state, bouncedAt: row.bouncedAt, because: row.because }
    case 'redeemed':
      return { state, redeemedAt: row.redeemedAt }
    case 'expired':
      return { state, expiredAt: row.expiresAt }
    default:
      return { state }
  }
}
