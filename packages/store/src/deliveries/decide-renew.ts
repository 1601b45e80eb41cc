import type { Instant } from '../database/values.ts'
import type { Change, Delivery } from './delivery.ts'

/**
 * `lost`: a later attempt has the claim, or the delivery has ended. `busy`: another transaction has the delivery
 * locked.
 */
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
