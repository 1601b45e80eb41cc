import type { Db } from '../database/open-database.ts'
import { transact } from '../database/transaction.ts'
import { byDelivery, changesOf } from './by-delivery.ts'
import { decideRenew, type Renewal } from './decide-renew.ts'
import { lockFreeDeliveries } from './lock.ts'
import { writeChanges } from './write.ts'

/** A claim, by the attempt that it was made for. */
export type Claim = { deliveryId: string; attempt: number }

/**
 * Extends claims by `leaseMs` from now; one that a later attempt has taken over, or whose delivery has ended, stays as it is.
 * Waits for no lock: what another transaction has locked is `busy`. Answers in the order of the claims.
 */
export function renewClaims(db: Db, claims: readonly Claim[], leaseMs: number): Promise<Renewal[]> {
  const attempts = byDelivery(claims)
  return transact(db, async tx => {
    const { deliveries, busy, now } = await lockFreeDeliveries(tx, attempts.ids, { withLinks: false })
    const decisions = attempts.decide((id, claims) => {
      const delivery = deliveries.get(id)
      const absent: Renewal = busy.has(id) ? 'busy' : 'lost'
      const decided = claims.map(({ attempt }) =>
        delivery ? decideRenew(delivery, { attempt, leaseMs }, now) : { answer: absent },
      )
      return {
        change: decided.find(({ change }) => change)?.change,
        answers: decided.map(({ answer }) => answer),
      }
    })
    await writeChanges(tx, changesOf(decisions), { now })
    return attempts.inOrder(decisions, answer => answer)
  })
}
