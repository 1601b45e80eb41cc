import { deadLetterTexts } from '@passlink/messages'
import type { AttemptOutcome, DeliveryRecord } from '@passlink/store'
import { Badge } from '../frame/badge.tsx'

const outcomes: Record<AttemptOutcome | 'none', string> = deadLetterTexts.outcomes

/** The outcome of an attempt, or `none` without an attempt. */
export function OutcomeBadge({ outcome }: { outcome: AttemptOutcome | 'none' }) {
  return <Badge kind={outcome}>{outcomes[outcome]}</Badge>
}

/** The status of a delivery. */
export function StatusBadge({ status }: Pick<DeliveryRecord, 'status'>) {
  return <Badge kind={status}>{status}</Badge>
}
