import { v7 as uuid } from 'uuid'
import type { Transaction } from '../database/transaction.ts'
import type { Instant } from '../database/values.ts'
import { insertDeliveries, type NewDelivery } from '../deliveries/insert.ts'
import { type InsertedEvent, insertEvents, type NewEvent } from '../events/insert.ts'
import type { WebhookTerms, WebhookType } from './webhook-terms.ts'

/**
 * An event that a webhook may report, and the request that caused it, with its span (W3C Trace Context) where that is
 * traced.
 */
export type ReportedEvent = NewEvent & { type: WebhookType; requestId: string; traceParent?: string | null }

type Reporting = { webhooks: WebhookTerms | null; now: Instant }

export const isReported = (webhooks: WebhookTerms | null, type: string): boolean =>
  webhooks?.types.has(type as WebhookType) ?? false

type Inserted = ReportedEvent & Pick<InsertedEvent, 'sequence'>

/** The notice that reports an inserted event to the user. */
export function noticeFor(
  event: Inserted,
  { deadlineMs, now }: { deadlineMs: number; now: Instant },
): NewDelivery {
  return { ...deliveryOf(event), kind: 'notice', deadline: now + deadlineMs }
}

/** The webhooks that report inserted events, as far as the terms want them. */
export function webhooksFor(events: readonly Inserted[], { webhooks, now }: Reporting): NewDelivery[] {
  if (webhooks === null) return []
  return events
    .filter(({ type }) => webhooks.types.has(type))
    .map(event => ({ ...deliveryOf(event), kind: 'webhook', deadline: now + webhooks.deadlineMs }))
}

const deliveryOf = ({
  linkId,
  userId,
  organizationId,
  requestId,
  traceParent = null,
  sequence,
}: Inserted) => ({
  id: uuid(),
  linkId,
  userId,
  organizationId,
  eventSequence: sequence,
  requestId,
  traceParent,
})

/**
 * Appends events to the log and records the webhooks that report them. The answers are in the order of the events.
 */
export async function insertReportedEvents(
  tx: Transaction,
  events: readonly ReportedEvent[],
  reporting: Reporting,
): Promise<InsertedEvent[]> {
  const inserted = await insertEvents(tx, events)
  const reported = events.map((event, index) => ({ ...event, ...(inserted[index] as InsertedEvent) }))
  await insertDeliveries(tx, webhooksFor(reported, reporting))
  return inserted
}
