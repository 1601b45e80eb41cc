/** A clock that jumps from one event to the next. Times are milliseconds since it was made. */
export type Clock = {
  now: () => number
  /** Runs `event` at a time, which must not have passed, after those that were put there before. */
  at: (ms: number, event: () => void) => void
  /** Runs events until none is left, or until a time. */
  run: (untilMs?: number) => void
}

type Entry = { ms: number; order: number; event: () => void }

export function createClock(): Clock {
  const heap: Entry[] = []
  let now = 0
  let order = 0

  function at(ms: number, event: () => void) {
    if (ms < now) throw new Error(`${ms} has passed, it is ${now}`)
    order += 1
    push(heap, { ms, order, event })
  }

  function run(untilMs = Number.POSITIVE_INFINITY) {
    for (let next = heap[0]; next && next.ms <= untilMs; next = heap[0]) {
      pop(heap)
      now = next.ms
      next.event()
    }
    if (Number.isFinite(untilMs)) now = Math.max(now, untilMs)
  }

  return { now: () => now, at, run }
}

const isBefore = (one: Entry, other: Entry) =>
  one.ms < other.ms || (one.ms === other.ms && one.order < other.order)

function push(heap: Entry[], entry: Entry) {
  let index = heap.length
  while (index > 0) {
    const parent = (index - 1) >> 1
    const above = heap[parent] as Entry
    if (!isBefore(entry, above)) break
    heap[index] = above
    index = parent
  }
  heap[index] = entry
}

function pop(heap: Entry[]) {
  const last = heap.pop()
  if (!last || heap.length === 0) return
  let index = 0
  for (;;) {
    const left = 2 * index + 1
    const right = left + 1
    if (left >= heap.length) break
    const isRight = right < heap.length && isBefore(heap[right] as Entry, heap[left] as Entry)
    const child = isRight ? right : left
    if (!isBefore(heap[child] as Entry, last)) break
    heap[index] = heap[child] as Entry
    index = child
  }
  heap[index] = last
}
