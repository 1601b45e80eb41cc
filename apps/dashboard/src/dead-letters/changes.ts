import {
  type Db,
  type DeadLetterFilter,
  type DiscardOutcome,
  discardDeadLetters,
  discardDeliveries,
  type RedriveOutcome,
  redriveDeadLetters,
  redriveDeliveries,
} from '@passlink/links'
import type { DeliveryQueue } from '@passlink/queue'

export type ChangeName = 'redrive' | 'discard'

export type Changed = { deliveryId: string; outcome: RedriveOutcome | DiscardOutcome }

/** What an operator can do to dead letters: in Postgres, which decides, and then in the queue. */
export type Change = {
  byId: (deliveryIds: string[]) => Promise<Changed[]>
  matching: (filter: DeadLetterFilter) => AsyncIterable<Changed[]>
  /** Makes the queue agree; rejects with QueueAway, in which case it comes to agree by itself. */
  tellQueue: (deliveryIds: string[]) => Promise<unknown>
}

/** The outcome that says that it was done. */
export const doneBy = { redrive: 'redriven', discard: 'discarded' } as const

/** The changes to the dead letters of one database and its queue. */
export function createChanges(db: Db, queue: DeliveryQueue): Record<ChangeName, Change> {
  return {
    redrive: {
      byId: async ids => paired(ids, await redriveDeliveries(db, ids)),
      matching: filter => redriveDeadLetters(db, filter),
      tellQueue: ids => queue.restore(ids.map(deliveryId => ({ deliveryId, dueInMs: 0 }))),
    },
    discard: {
      byId: async ids => paired(ids, await discardDeliveries(db, ids)),
      matching: filter => discardDeadLetters(db, filter),
      tellQueue: ids => queue.remove(ids),
    },
  }
}

function paired(ids: string[], outcomes: Changed['outcome'][]): Changed[] {
  return ids.map((deliveryId, index) => ({ deliveryId, outcome: outcomes[index] as Changed['outcome'] }))
}
