import type { Instant } from '../database/values.ts'
import { type Change, type Delivery, isOpen } from './delivery.ts'
import { endAsDead, isFree } from './end.ts'

/** `busy`: an attempt is under way. `ended`: sent or dead. `unknown`: no such delivery. */
export type HoldOutcome = 'held' | 'busy' | 'ended' | 'unknown'

export const heldReason = 'restored from a backup: the mail may have been sent after the backup was made'

/** Decides whether a delivery that a backup holds as open is held back, dead until an operator redrives it. */
export function decideHold(before: Delivery, now: Instant): { change?: Change; outcome: HoldOutcome } {
  if (!isOpen(before)) return { outcome: 'ended' }
  if (!isFree(before, now)) return { outcome: 'busy' }
  return { outcome: 'held', change: endAsDead(before, heldReason, now) }
}
