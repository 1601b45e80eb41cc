import type { DeliveryQueue } from '@passlink/queue'
import { inBatches, type Logger } from '@passlink/runtime'

/**
 * Enqueues deliveries while their calls are answered already: what the queue does not accept, `reconcile` enqueues within
 * seconds of its return. `idle` resolves when all enqueuing has ended.
 */
export function createEnqueuer(queue: DeliveryQueue, log: Logger) {
  const underway = new Set<Promise<void>>()
  const enqueue = inBatches(async (deliveryIds: string[]) => {
    await queue.enqueue(deliveryIds.map(deliveryId => ({ deliveryId, dueInMs: 0 })))
    return deliveryIds
  })
  return {
    enqueue(deliveryId: string) {
      const attempt = enqueue(deliveryId)
        .then(() => {})
        .catch(error => log.warn({ err: error, deliveryId }, 'not enqueued, left to reconcile'))
        .finally(() => underway.delete(attempt))
      underway.add(attempt)
    },
    idle: async () => {
      await Promise.all(underway)
    },
  }
}
