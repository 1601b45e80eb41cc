import type { Instant } from '../database/values.ts'
import { type Change, type Delivery, type DeliveryState, isOpen } from './delivery.ts'
import { hasDiedAgain, type Picked } from './picked.ts'

/**
 * `redriven`, nothing to do (`open`, `sent`), or why the delivery stays dead: it was `discarded`, its link was
 * `redeemed` or `revoked`, its user has no verified address (`address_missing`) or a suppressed one
 * (`address_suppressed`), or another death of it was meant (`died_again`). `busy`: another transaction has it locked.
 * `unknown`: no such delivery.
 */
export type RedriveOutcome =
  | 'redriven'
  | 'open'
  | 'sent'
  | 'discarded'
  | 'redeemed'
  | 'revoked'
  | 'address_missing'
  | 'address_suppressed'
  | 'died_again'
  | 'busy'
  | 'unknown'

/** Decides whether a delivery is redriven. */
export function decideRedrive(
  before: Delivery,
  now: Instant,
  { afterAttempts }: Pick<Picked, 'afterAttempts'> = {},
): { change?: Change; outcome: RedriveOutcome } {
  const obstacle = obstacleTo(before)
  if (obstacle) return { outcome: obstacle }
  if (hasDiedAgain(before, afterAttempts)) return { outcome: 'died_again' }
  const after: Delivery = { ...before, ...redriveState(before, now), status: 'queued' }
  return { outcome: 'redriven', change: { before, after, event: 'delivery.redriven' } }
}

function obstacleTo(delivery: Delivery): RedriveOutcome | undefined {
  const { kind, status, discardedAt, link, hasAddress, suppression } = delivery
  if (status === 'sent') return 'sent'
  if (isOpen(delivery)) return 'open'
  if (discardedAt !== null) return 'discarded'
  if (kind === 'link' && link.state !== 'open') return link.state
  if (kind !== 'webhook' && !hasAddress) return 'address_missing'
  if (kind === 'link' && suppression !== null) return 'address_suppressed'
  return undefined
}

/**
 * The state that a redrive sets: the time until the deadline and the retry schedule restart. The number of attempts is
 * not reset, because it fences outcomes.
 */
export function redriveState(
  { deadline, redrivenAt, createdAt }: Delivery,
  now: Instant,
): Partial<DeliveryState> {
  const timeMs = deadline - (redrivenAt ?? createdAt)
  return { deadline: now + timeMs, redrivenAt: now, deferrals: 0, deadAt: null, deadReason: null }
}
