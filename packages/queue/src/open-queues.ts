import { openBackends, type QueueSettings } from './backend.ts'
import { createQueue, type DeliveryQueue } from './open-queue.ts'
import {
  type Consumer,
  type ConsumerOptions,
  consume,
  type DueDelivery,
  type Verdict,
} from './start-consumer.ts'

/** One queue for mails and one for webhooks, which do not wait for each other. */
export type DeliveryQueues = { mail: DeliveryQueue; webhook: DeliveryQueue }

const names = { mail: 'deliveries', webhook: 'webhooks' } as const

/**
 * Opens both queues. `startConsumer` is {@link startConsumer} with their connections; close the consumers before the
 * queues.
 */
export function openQueues(settings: Omit<QueueSettings, 'name'>) {
  const backends = openBackends(settings)
  const mail = createQueue(backends.open(names.mail))
  const webhook = createQueue(backends.open(names.webhook))
  return {
    mail,
    webhook,
    startConsumer: (
      by: keyof DeliveryQueues,
      deliver: (delivery: DueDelivery) => Promise<Verdict>,
      options: ConsumerOptions,
    ): Consumer => consume(backends.open(names[by]), deliver, options),
    async close() {
      await Promise.all([mail.close(), webhook.close()])
      await backends.close()
    },
  }
}
