import type { Instant } from '../database/values.ts'
import { type Change, type Delivery, isOpen } from './delivery.ts'
import { hasDiedAgain, type Picked } from './picked.ts'

/**
 * `open` and `sent` deliveries are not discarded, nor one of which another death was meant (`died_again`). `busy`: another
 * transaction has it locked. `unknown`: no such delivery.
 */
export type DiscardOutcome = 'discarded' | 'open' | 'sent' | 'died_again' | 'busy' | 'unknown'

/** Decides whether a delivery is discarded. Discarding again changes nothing. */
export function decideDiscard(
  before: Delivery,
  now: Instant,
  { afterAttempts }: Pick<Picked, 'afterAttempts'> = {},
): { change?: Change; outcome: DiscardOutcome } {
  if (before.status === 'sent') return { outcome: 'sent' }
  if (isOpen(before)) return { outcome: 'open' }
  if (before.discardedAt !== null) return { outcome: 'discarded' }
  if (hasDiedAgain(before, afterAttempts)) return { outcome: 'died_again' }
  const after = { ...before, discardedAt: now, deadReason: `discarded: ${before.deadReason}` }
  return { outcome: 'discarded', change: { before, after, event: 'delivery.discarded' } }
}
