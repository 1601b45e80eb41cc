import type { DeliveryQueue } from './create-queue.ts'
import type { DeliveryQueues } from './open-queues.ts'
import { QueueAway } from './queue-away.ts'

type Delivery = { deliveryId: string; by: keyof DeliveryQueues }

/**
 * Updates the queues after dead deliveries were changed in Postgres: `redrive` enqueues a job that is due at once,
 * `discard` removes the job. Both resolve to false if a queue is away.
 */
export function createQueueUpdates(queues: DeliveryQueues) {
  async function update(
    deliveries: Delivery[],
    updateOne: (queue: DeliveryQueue, ids: string[]) => Promise<unknown>,
  ): Promise<boolean> {
    try {
      for (const by of ['mail', 'webhook'] as const) {
        const ids = deliveries.filter(delivery => delivery.by === by).map(({ deliveryId }) => deliveryId)
        await updateOne(queues[by], ids)
      }
      return true
    } catch (error) {
      if (error instanceof QueueAway) return false
      throw error
    }
  }

  return {
    redrive: (deliveries: Delivery[]) =>
      update(deliveries, (queue, ids) => queue.requeue(ids.map(deliveryId => ({ deliveryId, dueInMs: 0 })))),
    discard: (deliveries: Delivery[]) => update(deliveries, (queue, ids) => queue.remove(ids)),
  }
}
