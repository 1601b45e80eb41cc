import type { DeliveryQueue } from '@passlink/queue'
import { type Db, type DeliveredBy, findOpenDeliveries, type OpenDelivery } from '@passlink/store'

export type Queues = Record<DeliveredBy, DeliveryQueue>

/**
 * Sees to it that the queues hold a job, and not a failed one, for each delivery of a page that was listed as open; says how
 * many they did not. Costs a few statements and commands, whatever waits.
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
  // Looked up after their jobs were seen to have failed: a delivery that died since it was listed keeps its failed job.
  const open = await findOpenDeliveries(db, failed)
  await queue.requeue(open)
  return added + open.length
}
