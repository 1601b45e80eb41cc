import type { Db } from '../database/open-database.ts'
import { transact } from '../database/transaction.ts'
import { decideExpire } from './decide-expire.ts'
import type { EndTerms } from './end.ts'
import { lockOverdueDeliveries } from './lock.ts'
import { writeChanges } from './write.ts'

/** A delivery that ended because its deadline passed. */
export type ExpiredDelivery = { deliveryId: string; requestId: string; reason: string }

/**
 * Expires up to `limit` open deliveries whose deadline has passed, the longest overdue first, whether or not the queue
 * has a job for them. Skips deliveries with an attempt under way, which that attempt's outcome ends, and deliveries
 * that another transaction has locked, which are left to the next call.
 */
export function expireDeliveries(
  db: Db,
  {
    limit,
    webhookDeadlineMs = null,
    ...terms
  }: EndTerms & { limit: number; webhookDeadlineMs?: number | null },
): Promise<ExpiredDelivery[]> {
  return transact(db, async tx => {
    const { deliveries, now } = await lockOverdueDeliveries(tx, limit)
    const changes = [...deliveries.values()].flatMap(
      delivery => decideExpire(delivery, now, terms).change ?? [],
    )
    await writeChanges(tx, changes, { now, webhookDeadlineMs })
    return changes.map(({ after: { id, requestId, deadReason } }) => ({
      deliveryId: id,
      requestId,
      reason: deadReason ?? '',
    }))
  })
}
