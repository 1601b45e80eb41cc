/** More calls are waiting than a batch function accepts; nothing was done for this one. */
export class Overloaded extends Error {
  override name = 'Overloaded'
}

type Call<Item, Answer> = { item: Item; resolve: (answer: Answer) => void; reject: (reason: unknown) => void }

/**
 * Turns a verb that takes many into one that takes one: what arrives while a batch is in flight shares the next.
 * A lone call waits for nobody. Answers keep the order of the items; an error of `run` is every sharer's error.
 * Rejects with {@link Overloaded} when `waitingMax` calls are already waiting.
 */
export function inBatches<Item, Answer>(
  run: (items: Item[]) => Promise<Answer[]>,
  { batchMax = 500, waitingMax = 10_000 } = {},
): (item: Item) => Promise<Answer> {
  let waiting: Call<Item, Answer>[] = []
  let busy = false

  async function drain() {
    busy = true
    // One turn of the event loop lets calls of the same burst share the first batch too.
    await Promise.resolve()
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchMax)
      waiting = waiting.slice(batchMax)
      try {
        const answers = await run(batch.map(call => call.item))
        for (const [index, call] of batch.entries()) call.resolve(answers[index] as Answer)
      } catch (error) {
        for (const call of batch) call.reject(error)
      }
    }
    busy = false
  }

  return item =>
    new Promise((resolve, reject) => {
      if (waiting.length >= waitingMax)
        return reject(new Overloaded(`${waitingMax} calls are waiting already`))
      waiting.push({ item, resolve, reject })
      if (!busy) void drain()
    })
}
