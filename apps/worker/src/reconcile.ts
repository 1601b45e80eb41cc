import type { DeliveryQueue } from '@passlink/queue'
import { countOpenDeliveries, type Db, type DeliveredBy, listOpenDeliveries } from '@passlink/store'

type ReconcileOptions = {
  by?: DeliveredBy
  pageSize?: number
  thorough?: boolean
  signal?: AbortSignal
}

/**
 * Puts back what the queue lost; says how much. By count first: while the queue holds at least as many jobs as there
 * are open deliveries, nothing is looked at. Otherwise by id, the newest first (they are the likeliest to be missing),
 * until the counts agree. `thorough` looks at all of them whatever the counts say; `signal` ends it after the page under way.
 */
export async function reconcile(
  db: Db,
  queue: DeliveryQueue,
  { by = 'mail', pageSize = 500, thorough = false, signal }: ReconcileOptions = {},
): Promise<number> {
  let restored = 0
  let before: string | undefined
  while (!signal?.aborted && (thorough || (await isShort(db, queue, by)))) {
    const page = await listOpenDeliveries(db, { by, before, limit: pageSize })
    restored += await queue.restore(page)
    before = page.at(-1)?.deliveryId
    if (page.length < pageSize) break
  }
  return restored
}

async function isShort(db: Db, queue: DeliveryQueue, by: DeliveredBy): Promise<boolean> {
  const [open, live] = await Promise.all([countOpenDeliveries(db, by), queue.countLive()])
  return open > live
}
