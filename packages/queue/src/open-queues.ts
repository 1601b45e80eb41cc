import { openBackends, type QueueSettings } from './backend.ts'
import type { Consumer, ConsumerOptions, Deliver } from './consumer.ts'
import type { DeliveryQueue } from './create-queue.ts'
import { queueOn } from './open-queue.ts'
import { consumeFrom } from './start-consumer.ts'

/** One queue for mails and one for webhooks, which do not wait for each other. */
export type DeliveryQueues = { mail: DeliveryQueue; webhook: DeliveryQueue }

const names = { mail: 'deliveries', webhook: 'webhooks' } as const

/**
 * Opens both queues. `startConsumer` is {@link startConsumer} with their connections; close the consumers before the
 * queues.
 */
export function openQueues(settings: Omit<QueueSettings, 'name'>) {
  const backends = openBackends(settings)
  const mail = queueOn(backends.open(names.mail))
  const webhook = queueOn(backends.open(names.webhook))
  return {
    mail,
    webhook,
    startConsumer: (by: keyof DeliveryQueues, deliver: Deliver, options: ConsumerOptions): Consumer =>
      consumeFrom(backends.open(names[by]), deliver, options),
    /** For readiness: which of several Redis are away, and why. */
    details(): { shardsAway?: Record<string, string> } {
      const shardsAway = { ...webhook.shardsAway(), ...mail.shardsAway() }
      return Object.keys(shardsAway).length > 0 ? { shardsAway } : {}
    },
    async close() {
      await Promise.all([mail.close(), webhook.close()])
      await backends.close()
    },
  }
}
