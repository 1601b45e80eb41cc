import { openAlone, type QueueSettings, type Store } from './backend.ts'
import { createQueue, type DeliveryQueue } from './create-queue.ts'
import { createShardedQueue } from './shards/create-sharded-queue.ts'

export type { QueueSettings }

/** Opens one queue alone. */
export function openQueue(settings: QueueSettings): DeliveryQueue {
  const { store, close } = openAlone(settings)
  const queue = queueOn(store)
  return {
    ...queue,
    async close() {
      await queue.close()
      await close()
    },
  }
}

/** The queue of an open store, which `close` closes. */
export function queueOn(store: Store): DeliveryQueue {
  return 'shards' in store ? createShardedQueue(store.shards) : createQueue(store)
}
