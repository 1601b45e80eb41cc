import type { Instant } from '../database/values.ts'
import { type Change, type Delivery, isOpen } from './delivery.ts'
import { endAsDead, isFree, reasonToEnd } from './end.ts'

/**
 * Expires an open delivery whose deadline has passed. An attempt under way prevents that: its outcome ends the
 * delivery.
 */
export function decideExpire(delivery: Delivery, now: Instant): { change?: Change } {
  if (!isOpen(delivery) || delivery.deadline > now || !isFree(delivery, now)) return {}
  const cause = reasonToEnd(delivery, now)
  return cause === undefined ? {} : { change: endAsDead(delivery, cause, now) }
}
