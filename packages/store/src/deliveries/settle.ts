import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rows } from '../database/rows.ts'
import { run } from '../database/statement.ts'
import { mayHaveArrived } from './may-have-arrived.ts'
import { tellHowItEnded } from './webhooks.ts'

export type AttemptOutcome = 'accepted' | 'rejected' | 'deferred' | 'not_sent' | 'unknown'

/**
 * How an attempt went. `retryInMs` says when to try again and is null where trying again is pointless. `detail` holds
 * the relay's words with addresses taken out.
 */
export type Settlement = {
  deliveryId: string
  attempt: number
  outcome: AttemptOutcome
  relay: string | null
  smtpCode: number | null
  enhancedCode: string | null
  detail: string
  retryInMs: number | null
}

/** Where the delivery stands; `stale` when another attempt has taken it over or sent it, and this outcome changed nothing. */
export type Settled =
  | { status: 'sent' | 'stale' }
  | { status: 'waiting'; retryInMs: number }
  | { status: 'dead'; reason: string }

type Row = { status: Settled['status']; retry_in_ms: string; dead_reason: string }

/**
 * Records outcomes and moves each delivery on, in one statement: `accepted` → sent, whichever attempt says it; else
 * waiting for its retry, or dead when that is pointless or would come after the deadline. Only the attempt that holds
 * the delivery may do the latter two. With a `webhookDeadlineMs` a webhook that tells how a link's mail ended is recorded too.
 * Settling again changes nothing and gives the same answer. Answers in the order of the settlements.
 */
export async function settleDeliveries(
  db: Db,
  settlements: Settlement[],
  { webhookDeadlineMs = null }: { webhookDeadlineMs?: number | null } = {},
): Promise<Settled[]> {
  const given = rows(
    settlements.map(settlement => ({
      id: settlement.deliveryId,
      number: settlement.attempt,
      outcome: settlement.outcome,
      relay: settlement.relay,
      smtp_code: settlement.smtpCode,
      enhanced_code: settlement.enhancedCode,
      detail: settlement.detail,
      retry_ms: settlement.retryInMs,
    })),
    {
      id: 'uuid',
      number: 'integer',
      outcome: 'text',
      relay: 'text',
      smtp_code: 'smallint',
      enhanced_code: 'text',
      detail: 'text',
      retry_ms: 'float8',
    },
  )
  const answers = await run<Row>(
    db,
    sql`
      with given as (select * from ${given}),
      finished as (
        update attempts
        -- One that was written off stays unknown: another followed because of it, whatever the relay said in the end.
        set finished_at = now(), outcome = coalesce(attempts.outcome, given.outcome), relay = given.relay,
          smtp_code = given.smtp_code, enhanced_code = given.enhanced_code, detail = given.detail
        from given
        where attempts.delivery_id = given.id and attempts.number = given.number
          and (attempts.outcome is null or (attempts.outcome = 'unknown' and given.outcome = 'accepted'))
      ),
      held as (
        select given.*, deliveries.deadline, deliveries.dead_reason, status,
          deliveries.attempts = given.number as is_latest, deliveries.attempts = given.number and status = 'sending' as holds
        from deliveries join given using (id)
        order by deliveries.id for update of deliveries
      ),
      judged as (
        select held.*, case
          when outcome = 'accepted' then 'sent'
          when holds and (retry_ms is null or now() + retry_ms * interval '1 millisecond' > deadline) then 'dead'
          when holds then 'waiting'
          -- Recorded before, and only our answer was lost.
          when is_latest and status in ('waiting', 'dead') then status
          else 'stale'
        end as verdict
        from held
      ),
      -- Two attempts of one delivery may settle together; acceptance is the stronger word.
      decisive as (
        select distinct on (id) id, outcome, detail, retry_ms, verdict from judged where holds or verdict = 'sent' order by id, verdict = 'sent' desc
      ),
      moved as (
        update deliveries
        set status = verdict, claimed_until = null,
          sent_at = case when verdict = 'sent' then now() end,
          due_at = case when verdict = 'waiting' then now() + retry_ms * interval '1 millisecond' end,
          deferrals = deferrals + (outcome in ('deferred', 'unknown'))::int,
          dead_at = case when verdict = 'dead' then now() end,
          dead_reason = case when verdict = 'dead' then
            case outcome when 'rejected' then 'rejected: ' else 'the deadline comes before the next try: ' end
              || detail || ${mayHaveArrived({ deliveryId: sql`deliveries.id`, certainly: sql`outcome = 'unknown'` })}
          end
        from decisive
        where deliveries.id = decisive.id and not (verdict = 'sent' and status = 'sent')
        returning deliveries.id, dead_reason, deliveries.status, kind, link_id, request_id
      ),
      ${tellHowItEnded(sql`moved`, webhookDeadlineMs)}
      select
        case when decisive.verdict = 'sent' and judged.verdict <> 'sent' then 'stale' else coalesce(judged.verdict, 'stale') end as status,
        coalesce(moved.dead_reason, judged.dead_reason) as dead_reason, given.retry_ms as retry_in_ms
      from given
        left join judged using (n)
        left join decisive on decisive.id = given.id
        left join moved on moved.id = given.id
      order by n`,
  )
  return answers.map(({ status, retry_in_ms, dead_reason }) => {
    if (status === 'waiting') return { status, retryInMs: Number(retry_in_ms) }
    if (status === 'dead') return { status, reason: dead_reason }
    return { status }
  })
}
