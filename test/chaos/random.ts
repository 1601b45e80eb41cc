/** Pseudorandom numbers that a seed determines, so that a run can be repeated. */
export type Random = {
  /** At least 0, less than 1. */
  next: () => number
  /** A whole number from `min` to `max`, both included. */
  between: (min: number, max: number) => number
  pick: <Item>(items: readonly [Item, ...Item[]]) => Item
  shuffle: <Item>(items: readonly Item[]) => Item[]
}

/** The generator mulberry32; `seed` is a whole number of 32 bits. */
export function createRandom(seed: number): Random {
  let state = seed | 0

  function next() {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    between,
    pick: items => items[between(0, items.length - 1)] as (typeof items)[number],
    shuffle(items) {
      const shuffled = [...items]
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = between(0, last)
        const moved = shuffled[last]
        shuffled[last] = shuffled[other] as (typeof shuffled)[number]
        shuffled[other] = moved as (typeof shuffled)[number]
      }
      return shuffled
    },
  }
}
