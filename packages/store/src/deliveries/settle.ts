import type { Db } from '../database/open-database.ts'
import { transact } from '../database/transaction.ts'
import { byDelivery, changesOf } from './by-delivery.ts'
import { decideSettle, type Outcome, type Settled } from './decide-settle.ts'
import { lockDeliveries } from './lock.ts'
import { writeChanges } from './write.ts'

/** How an attempt at a delivery went. */
export type Settlement = Outcome & { deliveryId: string }

/**
 * Records outcomes and moves each delivery on: `accepted` → sent, from whichever attempt; else
 * waiting for its retry, or dead when that is pointless or would come after the deadline. Only the attempt that has
 * the claim may do the latter two. With a `webhookDeadlineMs` a webhook that reports how a link's mail ended is recorded too.
 * Settling again changes nothing and gives the same answer. Answers in the order of the settlements.
 */
export function settleDeliveries(
  db: Db,
  settlements: readonly Settlement[],
  { webhookDeadlineMs = null }: { webhookDeadlineMs?: number | null } = {},
): Promise<Settled[]> {
  const outcomes = byDelivery(settlements)
  return transact(db, async tx => {
    const { deliveries, now } = await lockDeliveries(tx, outcomes.ids)
    const decisions = outcomes.decide((id, outcomes) => {
      const delivery = deliveries.get(id)
      const stale: Settled = { status: 'stale' }
      return delivery ? decideSettle(delivery, outcomes, now) : { answers: outcomes.map(() => stale) }
    })
    await writeChanges(tx, changesOf(decisions), { now, webhookDeadlineMs })
    return outcomes.inOrder(decisions, answer => answer)
  })
}
