import type { Db } from '../database/open-database.ts'
import { transact } from '../database/transaction.ts'
import { changesOf } from './by-delivery.ts'
import { type DiscardOutcome, decideDiscard } from './decide-discard.ts'
import { lockDeliveries } from './lock.ts'
import { writeChanges } from './write.ts'

/**
 * Discards dead deliveries for good: from then on they are no dead letters and nothing redrives them.
 * The reason says so after what it said before. Discarding again changes nothing. Answers in the order of the ids.
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
