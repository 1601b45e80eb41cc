import type { Db } from '../database/open-database.ts'
import { transact } from '../database/transaction.ts'
import { decideExpire } from './decide-expire.ts'
import { lockOverdueDeliveries } from './lock.ts'
import { writeChanges } from './write.ts'

/** A delivery that its deadline has ended. */
export type ExpiredDelivery = { deliveryId: string; requestId: string; reason: string }

/**
 * Ends up to `limit` open deliveries whose deadline has passed, those that are overdue longest first, whatever the queue knows of
 * them. Deliveries with an attempt under way are left to that attempt's outcome, and those that another transaction has locked to the next call.
 */
export function expireDeliveries(
  db: Db,
  { limit, webhookDeadlineMs = null }: { limit: number; webhookDeadlineMs?: number | null },
): Promise<ExpiredDelivery[]> {
  return transact(db, async tx => {
    const { deliveries, now } = await lockOverdueDeliveries(tx, limit)
    const changes = [...deliveries.values()].flatMap(delivery => decideExpire(delivery, now).change ?? [])
    await writeChanges(tx, changes, { now, webhookDeadlineMs })
    return changes.map(({ after: { id, requestId, deadReason } }) => ({
      deliveryId: id,
      requestId,
      reason: deadReason ?? '',
    }))
  })
}
