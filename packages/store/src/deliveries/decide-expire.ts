import type { Instant } from '../database/values.ts'
import { type Change, type Delivery, isOpen } from './delivery.ts'
import { endAsDead, isFree, reasonToEnd } from './end.ts'

/** Ends a delivery that is open past its deadline, unless an attempt is under way, whose outcome will end it. */
export function decideExpire(delivery: Delivery, now: Instant): { change?: Change } {
  if (!isOpen(delivery) || delivery.deadline > now || !isFree(delivery, now)) return {}
  const because = reasonToEnd(delivery, now)
  return because === undefined ? {} : { change: endAsDead(delivery, because, now) }
}
