import { deadLetterTexts } from '@passlink/messages'
import type { AttemptOutcome, DeliveryRecord } from '@passlink/store'
import { html } from 'hono/html'

const outcomes: Record<AttemptOutcome | 'none', string> = deadLetterTexts.outcomes

/** How an attempt ended, or that there was none. */
export function outcomeBadge(outcome: AttemptOutcome | 'none') {
  return html`<span class="badge ${outcome}">${outcomes[outcome]}</span>`
}

/** Where a delivery stands. */
export function statusBadge(status: DeliveryRecord['status']) {
  return html`<span class="badge ${status}">${status}</span>`
}
