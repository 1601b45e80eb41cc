import type { Change, DeliveryKind } from './delivery.ts'

/**
 * A delivery that ended as dead without an attempt that ended it. `hasLapsed`: its last attempt had a claim that nobody
 * renewed, so its answer was lost.
 */
export type EndedDelivery = {
  deliveryId: string
  requestId: string
  kind: DeliveryKind
  reason: string
  hasLapsed: boolean
}

/** The deliveries that these changes ended; those that were dead before are not among them. */
export function endedBy(changes: readonly Change[]): EndedDelivery[] {
  return changes
    .filter(({ before, after }) => before.status !== 'dead' && after.status === 'dead')
    .map(({ before, after: { id, requestId, kind, deadReason } }) => ({
      deliveryId: id,
      requestId,
      kind,
      reason: deadReason ?? '',
      hasLapsed: before.status === 'sending',
    }))
}
