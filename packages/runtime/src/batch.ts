/** A call was not answered; the same call may be in a moment. */
export class Unavailable extends Error {
  override name = 'Unavailable'
}

/** More calls are waiting than a batch function accepts; nothing was done for this one. */
export class Overloaded extends Unavailable {
  override name = 'Overloaded'
}

/** A call got no answer within its time limit. */
export class WaitedTooLong extends Unavailable {
  override name = 'WaitedTooLong'
}

/** Handles many items at once, in order. `withinMs`: after that time some of their callers have stopped waiting. */
export type RunBatch<Item, Answer> = (items: Item[], options: { withinMs: number }) => Promise<Answer[]>

export type BatchOptions = {
  /** How many items a batch holds at most. */
  batchMax?: number
  /** How many calls may wait for a place in a batch. */
  waitingMax?: number
  /** How many batches may be in flight at once. */
  inFlightMax?: number
  /** How long a call waits for its answer. */
  waitMsMax?: number
  /** Whether this error of a batch leaves its items as they were, so that each of them may be run again by itself. */
  isHarmless?: (error: unknown) => boolean
  /** Whether this error of a batch would be the same for all calls that are waiting. */
  isOutage?: (error: unknown) => boolean
}

/** Resolves to the item's answer; rejects with the batch's error, {@link Overloaded}, {@link WaitedTooLong} or the signal's reason. */
export type Batched<Item, Answer> = (
  item: Item,
  options?: { signal?: AbortSignal | undefined },
) => Promise<Answer>

type Call<Item, Answer> = {
  item: Item
  until: number
  isOver: () => boolean
  resolve: (answer: Answer) => void
  reject: (reason: unknown) => void
}

const aloneMax = 4

/**
 * Turns a function of many items into one of a single item: calls that arrive while batches are in flight share the next.
 * A lone call waits for nobody, and a call whose time is over or whose caller has left is dropped. A batch that fails
 * without harm is run again item by item, so that only the item that made it fail does.
 */
export function inBatches<Item, Answer>(
  run: RunBatch<Item, Answer>,
  {
    batchMax = 500,
    waitingMax = 10_000,
    inFlightMax = 2,
    waitMsMax = Number.POSITIVE_INFINITY,
    isHarmless = () => false,
    isOutage = () => false,
  }: BatchOptions = {},
): Batched<Item, Answer> {
  let waiting: Call<Item, Answer>[] = []
  let inFlight = 0

  function launch() {
    while (inFlight < inFlightMax && waiting.length > 0) {
      const batch = waiting.slice(0, batchMax).filter(({ isOver }) => !isOver())
      waiting = waiting.slice(batchMax)
      if (batch.length > 0) void fly(batch)
    }
  }

  async function fly(batch: Call<Item, Answer>[]) {
    inFlight += 1
    try {
      await answer(batch)
    } catch (error) {
      if (batch.length > 1 && isHarmless(error)) await answerAlone(batch)
      else for (const call of isOutage(error) ? [...batch, ...waiting.splice(0)] : batch) call.reject(error)
    }
    inFlight -= 1
    launch()
  }

  async function answer(batch: Call<Item, Answer>[]) {
    const withinMs = Math.min(...batch.map(({ until }) => until)) - performance.now()
    const answers = await run(
      batch.map(({ item }) => item),
      { withinMs },
    )
    for (const [index, call] of batch.entries()) call.resolve(answers[index] as Answer)
  }

  /** A few at a time, so that one that takes long does not keep all others waiting. */
  async function answerAlone(batch: Call<Item, Answer>[]) {
    const left = batch.values()
    const lane = async () => {
      for (const call of left) if (!call.isOver()) await answer([call]).catch(call.reject)
    }
    await Promise.all(Array.from({ length: aloneMax }, lane))
  }

  return (item, { signal } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      if (waiting.length >= waitingMax) waiting = waiting.filter(({ isOver }) => !isOver())
      if (waiting.length >= waitingMax)
        return reject(new Overloaded(`${waitingMax} calls are waiting already`))
      let isOver = false
      const end =
        <Value>(settle: (value: Value) => void) =>
        (value: Value) => {
          isOver = true
          clearTimeout(timer)
          signal?.removeEventListener('abort', abort)
          settle(value)
        }
      const call = {
        item,
        until: performance.now() + waitMsMax,
        isOver: () => isOver,
        resolve: end(resolve),
        reject: end(reject),
      }
      const abort = () => call.reject(signal?.reason)
      const timer = Number.isFinite(waitMsMax)
        ? setTimeout(() => call.reject(new WaitedTooLong(`no answer within ${waitMsMax} ms`)), waitMsMax)
        : undefined
      signal?.addEventListener('abort', abort)
      waiting.push(call)
      // Calls of the same turn of the event loop share the first batch too.
      queueMicrotask(launch)
    })
}
