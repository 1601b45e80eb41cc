import type { Db } from '../database/open-database.ts'
import { transact } from '../database/transaction.ts'
import { byDelivery, changesOf } from './by-delivery.ts'
import { decideRenew, type Renewal } from './decide-renew.ts'
import { lockFreeDeliveries } from './lock.ts'
import { writeChanges } from './write.ts'

/** A claim, identified by its attempt. */
export type Claim = { deliveryId: string; attempt: number }

/**
 * Extends claims until `leaseMs` from now. A claim is not extended if a later attempt has taken it over or the delivery
 * has ended. Does not wait for locks: a delivery that another transaction has locked is `busy`. The answers are in the
 * order of the claims.
 */
export function renewClaims(db: Db, claims: readonly Claim[], leaseMs: number): Promise<Renewal[]> {
  const renewals = byDelivery(claims)
  return transact(db, async tx => {
    const { deliveries, busy, now } = await lockFreeDeliveries(tx, renewals.ids, { withLinks: false })
    const decisions = renewals.decide((id, group) => {
      const delivery = deliveries.get(id)
      const absent: Renewal = busy.has(id) ? 'busy' : 'lost'
      const decided = group.map(({ attempt }) =>
        delivery ? decideRenew(delivery, { attempt, leaseMs }, now) : { answer: absent },
      )
      return {
        change: decided.find(({ change }) => change)?.change,
        answers: decided.map(({ answer }) => answer),
      }
    })
    await writeChanges(tx, changesOf(decisions), { now })
    return renewals.inOrder(decisions, answer => answer)
  })
}
