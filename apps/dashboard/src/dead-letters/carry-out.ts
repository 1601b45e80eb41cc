import { QueueAway } from '@passlink/queue'
import type { DeadLetterFilter } from '@passlink/store'
import { type Change, type Changed, type ChangeName, doneBy } from './changes.ts'

/**
 * How a change went: how many there are of each outcome, whether the queue could be told of all that were changed, and
 * whether there was time to get to the last one.
 */
export type Tally = { counts: Record<string, number>; queueTold: boolean; finished: boolean }

type Options = { withinMs?: number; onBatch?: (batch: Changed[]) => void }

/**
 * Changes the deliveries with these ids, or all dead letters that match. After `withinMs` no further batch is begun.
 * A queue that is away is told nothing more and hinders nothing.
 */
export async function carryOut(
  name: ChangeName,
  change: Change,
  wanted: string[] | DeadLetterFilter,
  { withinMs = Number.POSITIVE_INFINITY, onBatch = () => {} }: Options = {},
): Promise<Tally> {
  const end = performance.now() + withinMs
  const tally: Tally = { counts: {}, queueTold: true, finished: true }
  const batches = Array.isArray(wanted) ? [change.byId([...new Set(wanted)])] : change.matching(wanted)
  for await (const batch of batches) {
    for (const { outcome } of batch) tally.counts[outcome] = (tally.counts[outcome] ?? 0) + 1
    const done = batch.filter(({ outcome }) => outcome === doneBy[name])
    tally.queueTold &&= await isTold(
      change,
      done.map(({ deliveryId }) => deliveryId),
    )
    onBatch(batch)
    tally.finished = performance.now() < end
    if (!tally.finished) break
  }
  return tally
}

async function isTold({ tellQueue }: Change, deliveryIds: string[]): Promise<boolean> {
  try {
    if (deliveryIds.length > 0) await tellQueue(deliveryIds)
    return true
  } catch (error) {
    if (error instanceof QueueAway) return false
    throw error
  }
}
