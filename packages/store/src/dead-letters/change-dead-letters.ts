import type { Db } from '../database/open-database.ts'
import type { DiscardOutcome } from '../deliveries/decide-discard.ts'
import type { RedriveOutcome } from '../deliveries/decide-redrive.ts'
import type { DeliveredBy } from '../deliveries/delivery.ts'
import { discardDeliveries } from '../deliveries/discard.ts'
import { findDeliveredBy } from '../deliveries/find-delivered-by.ts'
import type { Picked } from '../deliveries/picked.ts'
import { redriveDeliveries } from '../deliveries/redrive.ts'
import type { Actor } from '../operators/audit.ts'
import { applyChange, type ChangedDelivery, type ChangeOptions, type ChangeTally } from './apply-change.ts'
import type { DeadLetterFilter } from './dead-letter-filter.ts'
import { discardDeadLetters } from './discard-dead-letters.ts'
import { redriveDeadLetters } from './redrive-dead-letters.ts'

/** The changes that an operator can make to dead letters, and the outcomes of each. */
export type ChangeOutcomes = { redrive: RedriveOutcome; discard: DiscardOutcome }
export type ChangeName = keyof ChangeOutcomes

/** The outcome of a delivery that was changed. */
export const changedOutcome = { redrive: 'redriven', discard: 'discarded' } as const

/** Updates the queue after a change. Resolves to false if the queue is away. */
export type UpdateQueue = (deliveries: { deliveryId: string; by: DeliveredBy }[]) => Promise<boolean>

const byId = { redrive: redriveDeliveries, discard: discardDeliveries }
const matching = { redrive: redriveDeadLetters, discard: discardDeadLetters }

/**
 * Changes the deliveries that are given, or all dead letters that match a filter: first in Postgres, which is
 * authoritative, then in the queue. If the queue is away, reconcile enqueues the missing jobs later. Each change by an
 * `actor` has a line in the audit, by the same transaction.
 */
export async function changeDeadLetters(
  db: Db,
  {
    change,
    selected,
    actor,
  }: { change: ChangeName; selected: (string | Picked)[] | DeadLetterFilter; actor?: Actor | undefined },
  updateQueue: UpdateQueue,
  options?: ChangeOptions,
): Promise<ChangeTally> {
  const batches = Array.isArray(selected)
    ? [changeById(db, change, selected, actor)]
    : matching[change](db, selected, { actor })
  return applyChange(
    {
      batches,
      changed: changedOutcome[change],
      updateQueue: async ids => updateQueue(await withDeliveredBy(db, ids)),
    },
    options,
  )
}

async function changeById(
  db: Db,
  change: ChangeName,
  selected: (string | Picked)[],
  actor: Actor | undefined,
): Promise<ChangedDelivery[]> {
  const picked = new Map(selected.map(one => [typeof one === 'string' ? one : one.deliveryId, one]))
  const outcomes = await byId[change](db, [...picked.values()], actor)
  return [...picked.keys()].map(
    (deliveryId, index) => ({ deliveryId, outcome: outcomes[index] }) as ChangedDelivery,
  )
}

async function withDeliveredBy(db: Db, ids: string[]) {
  const found = await findDeliveredBy(db, ids)
  return ids.flatMap((deliveryId, index) => {
    const by = found[index]
    return by ? [{ deliveryId, by }] : []
  })
}
