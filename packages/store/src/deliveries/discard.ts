import type { Db } from '../database/open-database.ts'
import { transact } from '../database/transaction.ts'
import { changesOf } from './by-delivery.ts'
import { type DiscardOutcome, decideDiscard } from './decide-discard.ts'
import { lockDeliveries } from './lock.ts'
import { writeChanges } from './write.ts'

/**
 * Discards dead deliveries permanently: they are no longer dead letters and cannot be redriven. Their reason gets the
 * prefix `discarded: `. Discarding again changes nothing. The answers are in the order of the ids.
 */
export function discardDeliveries(db: Db, deliveryIds: readonly string[]): Promise<DiscardOutcome[]> {
  const ids = deliveryIds.map(id => id.toLowerCase())
  return transact(db, async tx => {
    const { deliveries, now } = await lockDeliveries(tx, ids)
    const decisions = new Map([...deliveries].map(([id, delivery]) => [id, decideDiscard(delivery, now)]))
    await writeChanges(tx, changesOf(decisions), { now })
    return ids.map(id => decisions.get(id)?.outcome ?? 'unknown')
  })
}
