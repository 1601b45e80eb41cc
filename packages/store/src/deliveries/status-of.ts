import { sql } from 'drizzle-orm'

/** The status of a delivery for people: `discarded` is a dead one, and `bounced` a sent one whose mail came back. */
export const statusOf = sql`
  case when status = 'dead' and discarded_at is not null then 'discarded'
    when status = 'sent' and reports ? 'bounced' then 'bounced'
    else status end`

/** Whether a delivery is neither sent nor dead, in the words of the indexes of open deliveries. */
export const isOpenStatus = sql`status in ('queued', 'sending', 'waiting')`

/** Why a delivery is dead or bounced. */
export const reasonOf = sql`
  coalesce(dead_reason, case when status = 'sent' then reports -> 'bounced' ->> 'detail' end)`

/**
 * The same, with the last answer where the deadline passed, which does not say why nothing was sent until then. Needs the
 * last attempt as `latest`.
 */
export const reasonWithAnswer = sql`
  case when dead_reason like '%the deadline passed before %' and latest.outcome in ('deferred', 'not_sent')
      and strpos(dead_reason, latest.detail) = 0 then dead_reason || '; the last answer: ' || latest.detail
    else ${reasonOf} end`
