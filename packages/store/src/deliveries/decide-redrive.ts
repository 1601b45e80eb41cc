import type { Instant } from '../database/values.ts'
import { type Change, type Delivery, type DeliveryState, isOpen } from './delivery.ts'

/**
 * What became of the wish to redrive: `redriven`; nothing to do (`open`, `sent`); or why it stays dead: `discarded`,
 * its link `redeemed` or `revoked`, no verified address any more (`address_missing`). `unknown`: no such delivery.
 */
export type RedriveOutcome =
  | 'redriven'
  | 'open'
  | 'sent'
  | 'discarded'
  | 'redeemed'
  | 'revoked'
  | 'address_missing'
  | 'unknown'

/** Decides whether a delivery is opened again. */
export function decideRedrive(before: Delivery, now: Instant): { change?: Change; outcome: RedriveOutcome } {
  const obstacle = obstacleTo(before)
  if (obstacle) return { outcome: obstacle }
  const after: Delivery = { ...before, ...redriveState(before, now), status: 'queued' }
  return { outcome: 'redriven', change: { before, after, event: 'delivery.redriven' } }
}

function obstacleTo(delivery: Delivery): RedriveOutcome | undefined {
  const { kind, status, discardedAt, link, hasAddress } = delivery
  if (status === 'sent') return 'sent'
  if (isOpen(delivery)) return 'open'
  if (discardedAt !== null) return 'discarded'
  if (kind === 'link' && link.state !== 'open') return link.state
  if (kind !== 'webhook' && !hasAddress) return 'address_missing'
  return undefined
}

/**
 * What sets a delivery back to its beginning: as much time until its deadline as it had at first, and the retry schedule from its
 * start. Its attempts go on counting, since they fence outcomes.
 */
export function redriveState(
  { deadline, redrivenAt, createdAt }: Delivery,
  now: Instant,
): Partial<DeliveryState> {
  const timeMs = deadline - (redrivenAt ?? createdAt)
  return { deadline: now + timeMs, redrivenAt: now, deferrals: 0, deadAt: null, deadReason: null }
}
