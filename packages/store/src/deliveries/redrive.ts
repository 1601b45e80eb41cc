import type { Db } from '../database/open-database.ts'
import { together } from '../database/together.ts'
import { transact } from '../database/transaction.ts'
import type { Actor } from '../operators/audit.ts'
import { auditChanges } from './audit-changes.ts'
import { changesOf } from './by-delivery.ts'
import { decideRedrive, type RedriveOutcome } from './decide-redrive.ts'
import { lockDeliveriesWithLinks } from './lock.ts'
import { writeChanges } from './write.ts'

/**
 * Redrives dead deliveries: the time until the deadline and the retry schedule restart. `reconcile` or the caller
 * enqueues them. The answers are in the order of the ids. What `actor` changed is in the audit, by the same transaction.
 */
export function redriveDeliveries(
  db: Db,
  deliveryIds: readonly string[],
  actor?: Actor,
): Promise<RedriveOutcome[]> {
  const ids = deliveryIds.map(id => id.toLowerCase())
  return transact(db, async tx => {
    const { deliveries, now } = await lockDeliveriesWithLinks(tx, ids)
    const decisions = new Map([...deliveries].map(([id, delivery]) => [id, decideRedrive(delivery, now)]))
    const changes = changesOf(decisions)
    await together([
      writeChanges(tx, changes, { now }),
      auditChanges(tx, changes, { action: 'delivery.redriven', actor }),
    ])
    return ids.map(id => decisions.get(id)?.outcome ?? 'unknown')
  })
}
