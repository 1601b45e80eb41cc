import { type DeliveryQueue, openQueue, type QueueSettings } from './open-queue.ts'

/** One queue for mails and one for webhooks, which do not wait for each other. */
export type DeliveryQueues = { mail: DeliveryQueue; webhook: DeliveryQueue }

export function openQueues(settings: QueueSettings): DeliveryQueues & { close: () => Promise<void> } {
  const mail = openQueue(settings)
  const webhook = openQueue({ ...settings, name: 'webhooks' })
  return {
    mail,
    webhook,
    async close() {
      await Promise.all([mail.close(), webhook.close()])
    },
  }
}
