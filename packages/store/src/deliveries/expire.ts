import type { Db } from '../database/open-database.ts'
import { transact } from '../database/transaction.ts'
import type { WebhookTerms } from '../webhooks/webhook-terms.ts'
import { decideExpire } from './decide-expire.ts'
import type { EndTerms } from './end.ts'
import { type EndedDelivery, endedBy } from './ended.ts'
import { lockOverdueDeliveries } from './lock.ts'
import { writeChanges } from './write.ts'

/**
 * Expires up to `limit` open deliveries whose deadline has passed, the longest overdue first, whether or not the queue
 * has a job for them. Skips deliveries with an attempt under way, which that attempt's outcome ends, and deliveries
 * that another transaction has locked, which are left to the next call.
 */
export function expireDeliveries(
  db: Db,
  { limit, webhooks = null, ...terms }: EndTerms & { limit: number; webhooks?: WebhookTerms | null },
): Promise<EndedDelivery[]> {
  return transact(db, async tx => {
    const { deliveries, now } = await lockOverdueDeliveries(tx, limit)
    const changes = [...deliveries.values()].flatMap(
      delivery => decideExpire(delivery, now, terms).change ?? [],
    )
    await writeChanges(tx, changes, { now, webhooks })
    return endedBy(changes)
  })
}
