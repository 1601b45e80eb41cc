import type { DeliveryQueues } from '@passlink/queue'
import {
  type Db,
  type DeadLetterFilter,
  type DiscardOutcome,
  discardDeadLetters,
  discardDeliveries,
  findDeliveredBy,
  type RedriveOutcome,
  redriveDeadLetters,
  redriveDeliveries,
} from '@passlink/store'

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
export function createChanges(db: Db, queues: DeliveryQueues): Record<ChangeName, Change> {
  return {
    redrive: {
      byId: async ids => paired(ids, await redriveDeliveries(db, ids)),
      matching: filter => redriveDeadLetters(db, filter),
      async tellQueue(ids) {
        const kinds = await findDeliveredBy(db, ids)
        for (const by of ['mail', 'webhook'] as const) {
          const mine = ids.filter((_, index) => kinds[index] === by)
          await queues[by].requeue(mine.map(deliveryId => ({ deliveryId, dueInMs: 0 })))
        }
      },
    },
    discard: {
      byId: async ids => paired(ids, await discardDeliveries(db, ids)),
      matching: filter => discardDeadLetters(db, filter),
      async tellQueue(ids) {
        await Promise.all([queues.mail.remove(ids), queues.webhook.remove(ids)])
      },
    },
  }
}

function paired(ids: string[], outcomes: Changed['outcome'][]): Changed[] {
  return ids.map((deliveryId, index) => ({ deliveryId, outcome: outcomes[index] as Changed['outcome'] }))
}
