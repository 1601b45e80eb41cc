import { deadLetterTexts } from '@passlink/messages'
import type { AttemptOutcome, DeliveryRecord } from '@passlink/store'
import { html } from 'hono/html'

const outcomes: Record<AttemptOutcome | 'none', string> = deadLetterTexts.outcomes

/** The outcome of an attempt, or `none` without an attempt. */
export function outcomeBadge(outcome: AttemptOutcome | 'none') {
  return html`<span class="badge ${outcome}">${outcomes[outcome]}</span>`
}

/** The status of a delivery. */
export function statusBadge(status: DeliveryRecord['status']) {
  return html`<span class="badge ${status}">${status}</span>`
}
