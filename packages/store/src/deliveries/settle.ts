import type { Db } from '../database/open-database.ts'
import { transact } from '../database/transaction.ts'
import type { WebhookTerms } from '../webhooks/webhook-terms.ts'
import { byDelivery, changesOf } from './by-delivery.ts'
import { decideSettle, type Outcome, type Settled } from './decide-settle.ts'
import { lockDeliveries } from './lock.ts'
import { writeChanges } from './write.ts'

/** The outcome of an attempt at a delivery. */
export type Settlement = Outcome & { deliveryId: string }

/**
 * Records outcomes and sets the status of each delivery: sent after an acceptance of any attempt, otherwise waiting for
 * its retry, or dead if a retry is pointless or there is no time for one. A retry that would be due too late becomes the
 * last try, shortly before the deadline. Only the attempt that has the claim
 * can set waiting or dead. It also records the webhook that reports the end of a link's mail, if `webhooks` wants it.
 * Settling again changes nothing and gets the same answer. The answers are in the order of the settlements.
 */
export function settleDeliveries(
  db: Db,
  settlements: readonly Settlement[],
  { webhooks = null }: { webhooks?: WebhookTerms | null } = {},
): Promise<Settled[]> {
  const outcomes = byDelivery(settlements)
  return transact(db, async tx => {
    const { deliveries, now } = await lockDeliveries(tx, outcomes.ids)
    const decisions = outcomes.decide((id, group) => {
      const delivery = deliveries.get(id)
      const stale: Settled = { status: 'stale' }
      return delivery ? decideSettle(delivery, group, now) : { answers: group.map(() => stale) }
    })
    await writeChanges(tx, changesOf(decisions), { now, webhooks })
    return outcomes.inOrder(decisions, answer => answer)
  })
}
