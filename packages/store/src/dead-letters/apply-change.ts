import type { Discarded } from './discard-dead-letters.ts'
import type { Redriven } from './redrive-dead-letters.ts'

export type ChangedDelivery = Redriven | Discarded

/**
 * How a change went: how many deliveries had each outcome, whether the queue was updated for all that were changed, and
 * whether the time was enough for all batches.
 */
export type ChangeTally = { counts: Record<string, number>; queueUpdated: boolean; finished: boolean }

export type ChangeOptions = { withinMs?: number; onBatch?: (batch: ChangedDelivery[]) => void }

type Change = {
  batches: AsyncIterable<ChangedDelivery[]> | Iterable<Promise<ChangedDelivery[]>>
  /** The outcome of a delivery that was changed. */
  changed: ChangedDelivery['outcome']
  /** Resolves to false where the queue is away. */
  updateQueue: (deliveryIds: string[]) => Promise<boolean>
}

/**
 * Goes through the batches of a change and updates the queue after each; a queue that was away once is not asked again.
 * After `withinMs` no further batch is begun.
 */
export async function applyChange(
  { batches, changed, updateQueue }: Change,
  { withinMs = Number.POSITIVE_INFINITY, onBatch = () => {} }: ChangeOptions = {},
): Promise<ChangeTally> {
  const endsAt = performance.now() + withinMs
  const tally: ChangeTally = { counts: {}, queueUpdated: true, finished: true }
  for await (const batch of batches) {
    for (const { outcome } of batch) tally.counts[outcome] = (tally.counts[outcome] ?? 0) + 1
    const ids = batch.filter(({ outcome }) => outcome === changed).map(({ deliveryId }) => deliveryId)
    if (tally.queueUpdated && ids.length > 0) tally.queueUpdated = await updateQueue(ids)
    onBatch(batch)
    tally.finished = performance.now() < endsAt
    if (!tally.finished) break
  }
  return tally
}
