import type { Batched, BatchOptions, RunBatch } from './batch-options.ts'
import { Overloaded, WaitedTooLong } from './unavailable.ts'

type Call<Item, Answer> = {
  item: Item
  since: number
  until: number
  leftMs: () => number
  resolve: (answer: Answer) => void
  reject: (reason: unknown) => void
}

const singlesInFlightMax = 4

const isWaiting = ({ leftMs }: { leftMs: () => number }) => leftMs() > 0

/**
 * Turns a function of many items into a function of one item. A call is run at once if no batch is in flight; calls that
 * arrive meanwhile share the next batch, because larger batches cost less. A slow batch, for example one that waits for a
 * lock, is not waited for. A call that has timed out or was aborted is dropped. A batch that fails with a harmless error
 * is run again item by item, so that only the calls at fault are rejected.
 */
export function inBatches<Item, Answer>(
  run: RunBatch<Item, Answer>,
  {
    batchMax = 500,
    waitingMax = 10_000,
    patienceMs = 100,
    inFlightMax = 4,
    waitMsMax = Number.POSITIVE_INFINITY,
    isHarmless = () => false,
    isOutage = () => false,
    observe = () => {},
  }: BatchOptions = {},
): Batched<Item, Answer> {
  let waiting: Call<Item, Answer>[] = []
  let inFlight = 0
  let slow = 0

  function startBatches() {
    while (inFlight < inFlightMax && inFlight === slow && waiting.length > 0) {
      const batch = waiting.slice(0, batchMax).filter(isWaiting)
      waiting = waiting.slice(batchMax)
      if (batch.length > 0) void runBatch(batch)
    }
  }

  async function runBatch(batch: Call<Item, Answer>[]) {
    inFlight += 1
    const begunAt = performance.now()
    observe(batch.length, begunAt - (batch[0]?.since ?? begunAt))
    let isSlow = false
    const timer = setTimeout(() => {
      isSlow = true
      slow += 1
      startBatches()
    }, patienceMs)
    try {
      await answer(batch)
    } catch (error) {
      if (batch.length > 1 && isHarmless(error)) await answerOneByOne(batch)
      else for (const call of isOutage(error) ? [...batch, ...waiting.splice(0)] : batch) call.reject(error)
    }
    clearTimeout(timer)
    inFlight -= 1
    if (isSlow) slow -= 1
    startBatches()
  }

  async function answer(batch: Call<Item, Answer>[]) {
    // Without the callers' own deadlines: a short one is no reason to fail the others.
    const withinMs = Math.min(...batch.map(({ until }) => until)) - performance.now()
    const answers = await run(
      batch.map(({ item }) => item),
      { withinMs, leftMs: index => batch[index]?.leftMs() ?? 0 },
    )
    for (const [index, call] of batch.entries()) call.resolve(answers[index] as Answer)
  }

  /** A few items at a time, so that a slow one does not delay all others. */
  async function answerOneByOne(batch: Call<Item, Answer>[]) {
    const remaining = batch.values()
    const answerRemaining = async () => {
      for (const call of remaining) if (isWaiting(call)) await answer([call]).catch(call.reject)
    }
    await Promise.all(Array.from({ length: singlesInFlightMax }, answerRemaining))
  }

  return (item, { signal, deadline = Number.POSITIVE_INFINITY } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      if (waiting.length >= waitingMax) waiting = waiting.filter(isWaiting)
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
      const since = performance.now()
      const until = since + waitMsMax
      const call = {
        item,
        since,
        until,
        leftMs: () => (isOver ? 0 : Math.min(until, deadline) - performance.now()),
        resolve: end(resolve),
        reject: end(reject),
      }
      const abort = () => call.reject(signal?.reason)
      const timer = Number.isFinite(waitMsMax)
        ? setTimeout(() => call.reject(new WaitedTooLong(`no answer within ${waitMsMax} ms`)), waitMsMax)
        : undefined
      signal?.addEventListener('abort', abort)
      waiting.push(call)
      // Deferred, so that calls in the same turn of the event loop share a batch.
      queueMicrotask(startBatches)
    })
}
