import type { Instant } from '../database/values.ts'
import { type Change, type Delivery, isOpen } from './delivery.ts'
import { type EndTerms, endAsDead, isFree, reasonToEnd } from './end.ts'

/**
 * Expires an open delivery whose deadline has passed. An attempt under way prevents that: its outcome ends the
 * delivery.
 */
export function decideExpire(delivery: Delivery, now: Instant, terms: EndTerms = {}): { change?: Change } {
  if (!isOpen(delivery) || delivery.deadline > now || !isFree(delivery, now)) return {}
  const cause = reasonToEnd(delivery, now, terms)
  return cause === undefined ? {} : { change: endAsDead(delivery, cause, now) }
}
