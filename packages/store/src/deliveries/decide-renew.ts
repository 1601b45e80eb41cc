import type { Instant } from '../database/values.ts'
import type { Change, Delivery } from './delivery.ts'

/** `renewed`; `lost` to a later attempt or because the delivery has ended; or `busy`: another transaction has it locked. */
export type Renewal = 'renewed' | 'lost' | 'busy'

/** Decides whether the claim of an attempt is extended by `leaseMs`. */
export function decideRenew(
  before: Delivery,
  { attempt, leaseMs }: { attempt: number; leaseMs: number },
  now: Instant,
): { change?: Change; answer: Renewal } {
  if (before.status !== 'sending' || before.attempts !== attempt) return { answer: 'lost' }
  return { answer: 'renewed', change: { before, after: { ...before, claimedUntil: now + leaseMs } } }
}
