import { createQueue } from './queue.ts'

/** What is asked of a batch at once; `done` is called with all of them when the batch has its answer. */
export type Batches = { add: (done: () => void) => void; count: () => number; items: () => number }

/**
 * One batch in flight: whatever is added meanwhile shares the next one, up to `max`. `send` is given how many the batch has,
 * and calls back when it was answered.
 */
export function createBatches(max: number, send: (size: number, answered: () => void) => void): Batches {
  const waiting = createQueue<() => void>()
  let isInFlight = false
  let count = 0
  let items = 0

  function next() {
    const size = Math.min(max, waiting.length())
    const batch = Array.from({ length: size }, () => waiting.shift() as () => void)
    isInFlight = batch.length > 0
    if (!isInFlight) return
    count += 1
    items += batch.length
    send(batch.length, () => {
      for (const done of batch) done()
      next()
    })
  }

  return {
    add(done) {
      waiting.push(done)
      if (!isInFlight) next()
    },
    count: () => count,
    items: () => items,
  }
}
