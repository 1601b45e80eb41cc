import { setImmediate as nextTurn } from 'node:timers/promises'

type Call<Item, Answer> = {
  item: Item
  resolve: (answer: Answer) => void
  reject: (reason: unknown) => void
}

/**
 * Turns a function of many items into a function of one item. Calls of the same turn of the event loop, and calls that
 * arrive while a run is in flight, share a run. All calls of a run that fails are rejected.
 */
export function gather<Item, Answer>(
  run: (items: Item[]) => Promise<Answer[]>,
): (item: Item) => Promise<Answer> {
  let waiting: Call<Item, Answer>[] = []
  let isRunning = false

  async function runWaiting() {
    isRunning = true
    while (waiting.length > 0) {
      await nextTurn()
      const calls = waiting
      waiting = []
      try {
        const answers = await run(calls.map(({ item }) => item))
        for (const [index, call] of calls.entries()) call.resolve(answers[index] as Answer)
      } catch (error) {
        for (const call of calls) call.reject(error)
      }
    }
    isRunning = false
  }

  return item =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!isRunning) void runWaiting()
    })
}
