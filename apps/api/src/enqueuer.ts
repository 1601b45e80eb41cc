import type { DeliveryQueue } from '@passlink/queue'
import { inBatches, type Logger } from '@passlink/runtime'

/**
 * Enqueues deliveries in the background; calls do not wait for it. If the queue is unavailable, `reconcile` enqueues
 * the deliveries within seconds of its return. `idle` resolves when no enqueue is in flight.
 */
export function createEnqueuer(queue: DeliveryQueue, log: Logger) {
  const inFlight = new Set<Promise<void>>()
  const enqueue = inBatches(async (deliveryIds: string[]) => {
    await queue.enqueue(deliveryIds.map(deliveryId => ({ deliveryId, dueInMs: 0 })))
    return deliveryIds
  })
  return {
    enqueue(deliveryId: string) {
      const pending = enqueue(deliveryId)
        .then(() => {})
        .catch(error => log.warn({ err: error, deliveryId }, 'not enqueued, left to reconcile'))
        .finally(() => inFlight.delete(pending))
      inFlight.add(pending)
    },
    idle: async () => {
      await Promise.all(inFlight)
    },
  }
}
