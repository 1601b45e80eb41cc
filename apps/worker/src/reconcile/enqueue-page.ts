import type { DeliveryQueue } from '@passlink/queue'
import { type Db, type DeliveredBy, findOpenDeliveries, type OpenDelivery } from '@passlink/store'

export type Queues = Record<DeliveredBy, DeliveryQueue>

/**
 * Enqueues the deliveries of a page, all of them open, that have no job or only a failed one. Resolves to their number.
 * Takes a few statements and commands, for any number of waiting jobs.
 */
export async function enqueuePage(db: Db, queues: Queues, page: OpenDelivery[]): Promise<number> {
  const byMail = page.filter(({ by }) => by === 'mail')
  const byWebhook = page.filter(({ by }) => by === 'webhook')
  const added = await Promise.all([
    enqueueOpen(db, queues.mail, byMail),
    enqueueOpen(db, queues.webhook, byWebhook),
  ])
  return added[0] + added[1]
}

async function enqueueOpen(db: Db, queue: DeliveryQueue, listed: OpenDelivery[]): Promise<number> {
  const { added, failed } = await queue.enqueueMissing(listed)
  if (failed.length === 0) return added
  // Read after their jobs were found to have failed: a delivery that has died since it was listed keeps its failed job.
  const open = await findOpenDeliveries(db, failed)
  await queue.requeue(open)
  return added + open.length
}
