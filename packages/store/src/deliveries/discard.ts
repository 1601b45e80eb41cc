import type { Db } from '../database/open-database.ts'
import { together } from '../database/together.ts'
import { transact } from '../database/transaction.ts'
import type { Actor } from '../operators/audit.ts'
import { auditChanges } from './audit-changes.ts'
import { changesOf } from './by-delivery.ts'
import { type DiscardOutcome, decideDiscard } from './decide-discard.ts'
import { lockDeliveries } from './lock.ts'
import { writeChanges } from './write.ts'

/**
 * Discards dead deliveries permanently: they are no longer dead letters and cannot be redriven. Their reason gets the
 * prefix `discarded: `. Discarding again changes nothing. The answers are in the order of the ids. What `actor`
 * changed is in the audit, by the same transaction.
 */
export function discardDeliveries(
  db: Db,
  deliveryIds: readonly string[],
  actor?: Actor,
): Promise<DiscardOutcome[]> {
  const ids = deliveryIds.map(id => id.toLowerCase())
  return transact(db, async tx => {
    const { deliveries, now } = await lockDeliveries(tx, ids)
    const decisions = new Map([...deliveries].map(([id, delivery]) => [id, decideDiscard(delivery, now)]))
    const changes = changesOf(decisions)
    await together([
      writeChanges(tx, changes, { now }),
      auditChanges(tx, changes, { action: 'delivery.discarded', actor }),
    ])
    return ids.map(id => decisions.get(id)?.outcome ?? 'unknown')
  })
}
