import type { Transaction } from '../database/transaction.ts'
import type { Instant } from '../database/values.ts'
import { insertDeliveries } from '../deliveries/insert.ts'
import { type InsertedEvent, insertEvents } from '../events/insert.ts'
import { noticeFor, webhooksFor } from '../webhooks/insert.ts'
import type { WebhookTerms } from '../webhooks/webhook-terms.ts'

type Removal = {
  userId: string
  organizationId: string
  /** The link with which the passkey was added, if its undo link removed it. */
  linkId: string | null
  requestId: string
  /** The `traceparent` of the request that causes it, where that is traced. */
  traceParent?: string | null
  removed: { credentialId: string; name: string; because?: string }
}

type Reporting = { noticeDeadlineMs: number; webhooks: WebhookTerms | null; now: Instant }

/** Appends the event that a passkey was removed, and records the notice to the user and the webhook. */
export async function reportRemoval(
  tx: Transaction,
  { removed, ...removal }: Removal,
  { noticeDeadlineMs, webhooks, now }: Reporting,
): Promise<InsertedEvent> {
  const event = { ...removal, type: 'passkey.removed' as const, data: removed }
  const [inserted] = (await insertEvents(tx, [event])) as [InsertedEvent]
  // Without a link, because workers of the version before take any notice of a link for one of an addition.
  const reported = { ...event, linkId: null, sequence: inserted.sequence }
  await insertDeliveries(tx, [
    noticeFor(reported, { deadlineMs: noticeDeadlineMs, now }),
    ...webhooksFor([reported], { webhooks, now }),
  ])
  return inserted
}
