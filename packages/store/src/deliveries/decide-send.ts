import type { Instant } from '../database/values.ts'
import type { Delivery } from './delivery.ts'
import { hasLapsed } from './end.ts'

/** Whether the content of an attempt may leave, or why not. `lapsed`: the attempt has no claim any more. */
export type Sendable = 'yes' | 'lapsed' | 'redeemed' | 'revoked' | 'overdue'

export type SendableDelivery = Pick<
  Delivery,
  'kind' | 'status' | 'attempts' | 'deadline' | 'claimedUntil'
> & { link: Pick<Delivery['link'], 'state'> }

/** Decides whether the content of an attempt may leave now. */
export function decideSend(
  { kind, status, attempts, deadline, claimedUntil, link }: SendableDelivery,
  attempt: number,
  now: Instant,
): Sendable {
  if (status !== 'sending' || attempts !== attempt || hasLapsed(claimedUntil, now)) return 'lapsed'
  if (kind === 'link' && link.state !== 'open') return link.state
  if (deadline <= now) return 'overdue'
  return 'yes'
}
