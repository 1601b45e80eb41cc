import { DatabaseError } from '../database/errors.ts'
import type { Discarded } from './discard-dead-letters.ts'
import type { Redriven } from './redrive-dead-letters.ts'

export type ChangedDelivery = Redriven | Discarded

/**
 * The result of a change: the number of deliveries with each outcome, whether the queue was updated for all changed
 * deliveries, and whether all batches were finished in time.
 */
export type ChangeTally = { counts: Record<string, number>; queueUpdated: boolean; finished: boolean }

export type ChangeOptions = { withinMs?: number; onBatch?: (batch: ChangedDelivery[]) => void }

type Change = {
  batches: AsyncIterable<ChangedDelivery[]> | Iterable<Promise<ChangedDelivery[]>>
  /** The outcome of a delivery that was changed. */
  changed: ChangedDelivery['outcome']
  /** Resolves to false if the queue is away. */
  updateQueue: (deliveryIds: string[]) => Promise<boolean>
}

/**
 * Applies the batches of a change and updates the queue after each. If the queue is away, it is not updated again. No
 * further batch begins after `withinMs`. If that is limited, the caller expects that some are left, and what was done
 * before the database went away is told as well.
 */
export async function applyChange(
  { batches, changed, updateQueue }: Change,
  { withinMs = Number.POSITIVE_INFINITY, onBatch = () => {} }: ChangeOptions = {},
): Promise<ChangeTally> {
  const endsAt = performance.now() + withinMs
  const tally: ChangeTally = { counts: {}, queueUpdated: true, finished: true }
  try {
    for await (const batch of batches) {
      for (const { outcome } of batch) tally.counts[outcome] = (tally.counts[outcome] ?? 0) + 1
      const ids = batch.filter(({ outcome }) => outcome === changed).map(({ deliveryId }) => deliveryId)
      if (tally.queueUpdated && ids.length > 0) tally.queueUpdated = await updateQueue(ids)
      onBatch(batch)
      tally.finished = performance.now() < endsAt
      if (!tally.finished) break
    }
  } catch (error) {
    const isTold = Number.isFinite(withinMs) && Object.keys(tally.counts).length > 0
    if (!isTold || !(error instanceof DatabaseError) || !error.isTemporary) throw error
    tally.finished = false
  }
  return tally
}
