import type { BatchObserver } from './metrics/observe-batches.ts'
import type { Overloaded, WaitedTooLong } from './unavailable.ts'

/**
 * Processes many items at once; the answers are in the order of the items. After `withinMs` the first call times out.
 * `leftMs` is how long the call of an item still waits: 0 or less once it has ended, by its own deadline perhaps.
 */
export type RunBatch<Item, Answer> = (
  items: Item[],
  options: { withinMs: number; leftMs: (index: number) => number },
) => Promise<Answer[]>

export type BatchOptions = {
  /** The maximum number of items in a batch. */
  batchMax?: number
  /** The maximum number of calls that wait for a batch. */
  waitingMax?: number
  /** A batch waits for the one in flight for so long at most, unless `inFlightMax` batches are in flight. */
  patienceMs?: number
  inFlightMax?: number
  /** The time limit of a call. */
  waitMsMax?: number
  /** Whether a batch with this error had no effect, so that its items can be run again one by one. */
  isHarmless?: (error: unknown) => boolean
  /** Whether all waiting calls would fail with this error too. */
  isOutage?: (error: unknown) => boolean
  /** Called when a batch begins; not for the items that are run again one by one. */
  observe?: BatchObserver
}

/**
 * Resolves to the answer for the item. Rejects with the error of the batch, {@link Overloaded}, {@link WaitedTooLong}
 * or the signal's reason. `deadline` is when the signal is aborted at the latest, by `performance.now()`.
 */
export type Batched<Item, Answer> = (
  item: Item,
  options?: { signal?: AbortSignal | undefined; deadline?: number },
) => Promise<Answer>
