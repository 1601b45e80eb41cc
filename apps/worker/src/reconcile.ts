import { countOpenDeliveries, type Db, listOpenDeliveries } from '@passlink/links'
import type { DeliveryQueue } from '@passlink/queue'

/**
 * Puts back what the queue lost; says how much. By count first: while the queue holds at least as many jobs as there
 * are open deliveries, nothing is looked at. Otherwise by id, the newest first (they are the likeliest to be missing),
 * until the counts agree. `thorough` looks at all of them whatever the counts say.
 */
export async function reconcile(
  db: Db,
  queue: DeliveryQueue,
  { pageSize = 500, thorough = false } = {},
): Promise<number> {
  let restored = 0
  let before: string | undefined
  while (thorough || (await isShort(db, queue))) {
    const page = await listOpenDeliveries(db, { before, limit: pageSize })
    restored += await queue.restore(page)
    before = page.at(-1)?.deliveryId
    if (page.length < pageSize) break
  }
  return restored
}

async function isShort(db: Db, queue: DeliveryQueue): Promise<boolean> {
  const [open, live] = await Promise.all([countOpenDeliveries(db), queue.countLive()])
  return open > live
}
