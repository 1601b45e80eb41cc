/** Lends things to one borrower each. Those who wait get one in the order of their calls. */
export type Pool<Thing> = {
  /** Resolves to undefined if nothing becomes free within `withinMs`, or if `dismiss` is called meanwhile. */
  acquire: (withinMs: number) => Promise<Thing | undefined>
  release: (thing: Thing) => void
  /** Ends the waiting of all who wait. */
  dismiss: () => void
}

type Waiting<Thing> = (thing: Thing | undefined) => void

/** Creates up to `max` things, each when all others are lent. The thing that was released last is lent first. */
export function createPool<Thing>(create: () => Thing, max: number): Pool<Thing> {
  const free: Thing[] = []
  const waiting = new Set<Waiting<Thing>>()
  let created = 0

  function waitForRelease(withinMs: number): Promise<Thing | undefined> {
    return new Promise(resolve => {
      const end: Waiting<Thing> = thing => {
        clearTimeout(timer)
        waiting.delete(end)
        resolve(thing)
      }
      const timer = setTimeout(end, withinMs, undefined)
      waiting.add(end)
    })
  }

  return {
    async acquire(withinMs) {
      if (free.length > 0) return free.pop()
      if (created === max) return waitForRelease(withinMs)
      created += 1
      return create()
    },
    release(thing) {
      const [next] = waiting
      if (next) next(thing)
      else free.push(thing)
    },
    dismiss() {
      for (const end of waiting) end(undefined)
    },
  }
}
