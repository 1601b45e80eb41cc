import { sql } from 'drizzle-orm'
import { rfc3339Of } from '../database/rfc3339.ts'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import type { Transaction } from '../database/transaction.ts'
import { columnsOf, given, givenRows, type Instant } from '../database/values.ts'
import { insertEvents } from '../events/insert.ts'
import { insertReportedEvents, isReported, type ReportedEvent } from '../webhooks/insert.ts'
import type { WebhookTerms } from '../webhooks/webhook-terms.ts'
import type { Change } from './delivery.ts'

const states = {
  id: 'uuid',
  status: 'text',
  attempts: 'integer',
  deferrals: 'integer',
  deadline: 'instant',
  due_at: 'instant',
  claimed_until: 'instant',
  sent_at: 'instant',
  dead_at: 'instant',
  dead_reason: 'text',
  redriven_at: 'instant',
  discarded_at: 'instant',
}

const saveStates = statement(sql`
  update deliveries set status = given.status, attempts = given.attempts, deferrals = given.deferrals,
    deadline = given.deadline, due_at = given.due_at, claimed_until = given.claimed_until, sent_at = given.sent_at,
    dead_at = given.dead_at, dead_reason = given.dead_reason, redriven_at = given.redriven_at,
    discarded_at = given.discarded_at
  from ${givenRows(states)} where deliveries.id = given.id`)

const begun = { delivery_id: 'uuid', number: 'integer' }

const beginAttempts = statement(sql`
  insert into attempts (delivery_id, number) select delivery_id, number from ${givenRows(begun)}`)

const finished = {
  ...begun,
  outcome: 'text',
  relay: 'text',
  smtp_code: 'smallint',
  enhanced_code: 'text',
  detail: 'text',
  command: 'text',
}

const finishAttempts = statement(sql`
  update attempts set finished_at = to_timestamp(${given('now')}::float8 / 1000), outcome = given.outcome, relay = given.relay, smtp_code = given.smtp_code,
    enhanced_code = given.enhanced_code, detail = given.detail, command = given.command
  from ${givenRows(finished)}
  where attempts.delivery_id = given.delivery_id and attempts.number = given.number`)

const opened = { id: 'uuid', key_id: 'text', expires_at: 'instant' }

const openLinks = statement(sql`
  update links set key_id = given.key_id, expires_at = given.expires_at
  from ${givenRows(opened)} where links.id = given.id`)

export type WriteOptions = {
  now: Instant
  /** The terms of the webhook that reports the end of a link's mail; null: no webhook. */
  webhooks?: WebhookTerms | null
}

/** Writes the changes of locked deliveries, with one statement for each kind of change. */
export async function writeChanges(
  tx: Transaction,
  changes: readonly Change[],
  { now, webhooks = null }: WriteOptions,
): Promise<void> {
  const saved = changes.filter(({ before, after }) => after !== before).map(({ after }) => after)
  const of = <Row extends object>(rows: (change: Change) => Row[]) => changes.flatMap(rows)
  const write = async (rows: object[], save: typeof saveStates, types: Record<string, string>) => {
    if (rows.length > 0) await save(tx, { ...columnsOf(rows, types), now })
  }
  if (changes.length === 0) return
  await together([
    write(saved, saveStates, states),
    write(of(finishedBy), finishAttempts, finished),
    write(of(begunBy), beginAttempts, begun),
    write(of(openedBy), openLinks, opened),
    insertEvents(tx, of(eventsOf)),
    insertReportedEvents(
      tx,
      of(endOf).filter(({ type }) => isReported(webhooks, type)),
      { webhooks, now },
    ),
  ])
}

const begunBy = ({ before, begun }: Change) =>
  begun === undefined ? [] : [{ deliveryId: before.id, number: begun }]

const finishedBy = ({ before, finished = [] }: Change) =>
  finished.map(attempt => ({ deliveryId: before.id, ...attempt }))

const openedBy = ({ before, opened }: Change) => (opened ? [{ id: before.linkId, ...opened }] : [])

function eventsOf({ before, event }: Change) {
  if (!event) return []
  const { id: deliveryId, attempts } = before
  return [
    eventOf(before, event, {
      deliveryId,
      attempts,
      ...(event === 'delivery.redriven' ? deathOf(before) : {}),
    }),
  ]
}

/** The row forgets it when the delivery is redriven. */
const deathOf = ({ deadAt, deadReason }: Change['before']) =>
  deadAt === null ? {} : { deadAt: rfc3339Of(deadAt), deadReason }

function eventOf<Type extends string>(
  { userId, organizationId, linkId }: Change['before'],
  type: Type,
  data: object,
) {
  return { userId, organizationId, linkId, type, data }
}

/** The event of a change that marks a link's mail as sent or dead. */
function endOf({ before, after }: Change): ReportedEvent[] {
  const { id, kind, status, requestId, traceParent, deadReason } = after
  if (kind !== 'link' || after === before || (status !== 'sent' && status !== 'dead')) return []
  const reason = deadReason === null ? {} : { reason: deadReason }
  return [
    {
      ...eventOf(after, `delivery.${status}` as const, { deliveryId: id, requestId, ...reason }),
      requestId,
      traceParent,
    },
  ]
}
