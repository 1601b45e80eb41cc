import { DatabaseError } from '../database/errors.ts'
import type { Db } from '../database/open-database.ts'
import { together } from '../database/together.ts'
import { transact } from '../database/transaction.ts'
import type { Instant } from '../database/values.ts'
import type { Actor } from '../operators/audit.ts'
import { auditChanges } from './audit-changes.ts'
import { changesOf } from './by-delivery.ts'
import type { Change, Delivery } from './delivery.ts'
import { type Locked, lockDeliveries, lockDeliveriesWithLinks, lockFreeDeliveries } from './lock.ts'
import type { Picked } from './picked.ts'
import { writeChanges } from './write.ts'

type DeadChange<Outcome> = {
  decide: (
    before: Delivery,
    now: Instant,
    picked: Pick<Picked, 'afterAttempts'>,
  ) => { change?: Change; outcome: Outcome }
  action: `delivery.${string}`
  withLinks: boolean
  actor: Actor | undefined
}

/**
 * Changes dead deliveries in one transaction. What `actor` changed is in the audit, by the same transaction. Waits for
 * other transactions that have locked a delivery; if one holds its lock for longer than that, its deliveries are `busy`
 * and the others are changed. The answers are in the order of the deliveries.
 */
export async function changeDead<Outcome extends string>(
  db: Db,
  picked: readonly (string | Picked)[],
  { decide, action, withLinks, actor }: DeadChange<Outcome>,
): Promise<(Outcome | 'busy' | 'unknown')[]> {
  const fences = new Map(picked.map(one => [idOf(one), typeof one === 'string' ? {} : one]))
  const ids = [...fences.keys()]

  const change = (locking: 'wait' | 'skip') =>
    transact(db, async tx => {
      const lockAll = withLinks ? lockDeliveriesWithLinks : lockDeliveries
      const locked: Locked =
        locking === 'wait' ? await lockAll(tx, ids) : await lockFreeDeliveries(tx, ids, { withLinks })
      const { deliveries, busy, now } = locked
      const decisions = new Map(
        [...deliveries].map(([id, delivery]) => [id, decide(delivery, now, fences.get(id) ?? {})]),
      )
      const changes = changesOf(decisions)
      await together([writeChanges(tx, changes, { now }), auditChanges(tx, changes, { action, actor })])
      return picked.map(one => {
        const id = idOf(one)
        return decisions.get(id)?.outcome ?? (busy.has(id) ? 'busy' : 'unknown')
      })
    })

  try {
    return await change('wait')
  } catch (error) {
    if (!(error instanceof DatabaseError) || !error.isLockTimeout) throw error
    return change('skip')
  }
}

const idOf = (picked: string | Picked): string =>
  (typeof picked === 'string' ? picked : picked.deliveryId).toLowerCase()
