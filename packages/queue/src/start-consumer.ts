import { openAlone, type QueueSettings, type Store } from './backend.ts'
import { consume } from './consume.ts'
import type { Consumer, ConsumerOptions, Deliver } from './consumer.ts'
import { consumeShards } from './shards/consume-shards.ts'

/**
 * Processes the jobs of the queue, `concurrency` at a time at most, until closed. Waits while the queue cannot be reached.
 * `deliver` must not reject. A job whose worker died is given to another worker, however often that happens.
 */
export function startConsumer(settings: QueueSettings, deliver: Deliver, options: ConsumerOptions): Consumer {
  const { store, close } = openAlone(settings)
  const consumer = consumeFrom(store, deliver, options)
  return {
    ...consumer,
    async close() {
      await consumer.close()
      await close()
    },
  }
}

/** Like {@link startConsumer}, with an open store, which the consumer closes. */
export function consumeFrom(store: Store, deliver: Deliver, options: ConsumerOptions): Consumer {
  return 'shards' in store ? consumeShards(store.shards, deliver, options) : consume(store, deliver, options)
}
