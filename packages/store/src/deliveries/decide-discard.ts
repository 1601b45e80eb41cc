import type { Instant } from '../database/values.ts'
import { type Change, type Delivery, isOpen } from './delivery.ts'

/** `open` and `sent` deliveries are not discarded. `unknown`: no such delivery. */
export type DiscardOutcome = 'discarded' | 'open' | 'sent' | 'unknown'

/** Decides whether a delivery is discarded. Discarding again changes nothing. */
export function decideDiscard(before: Delivery, now: Instant): { change?: Change; outcome: DiscardOutcome } {
  if (before.status === 'sent') return { outcome: 'sent' }
  if (isOpen(before)) return { outcome: 'open' }
  if (before.discardedAt !== null) return { outcome: 'discarded' }
  const after = { ...before, discardedAt: now, deadReason: `discarded: ${before.deadReason}` }
  return { outcome: 'discarded', change: { before, after, event: 'delivery.discarded' } }
}
