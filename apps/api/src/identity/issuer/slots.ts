import { Overloaded, WaitedTooLong } from '@passlink/runtime'

type Limits = {
  /** How many works run at a time in all, and in one lane. */
  total: number
  perLane: number
  /** How many may wait in all, and in one lane, and how long. */
  waitingTotal: number
  waitingPerLane: number
  waitMsMax: number
}

/** Runs works in lanes. */
export type Slots = <Value>(lane: string, work: () => Promise<Value>) => Promise<Value>

/**
 * Runs a work as soon as there is a slot. Lanes that wait take turns, so that a full lane delays no other for longer than
 * the works that already run. Rejects with `Overloaded` if too many wait in all or in the lane, and with `WaitedTooLong` after
 * `waitMsMax`; the work does not run then.
 */
export function createSlots({ total, perLane, waitingTotal, waitingPerLane, waitMsMax }: Limits): Slots {
  const running = new Map<string, number>()
  const waiting = new Map<string, Set<() => void>>()
  let taken = 0
  let waitingNow = 0

  const runningIn = (lane: string) => running.get(lane) ?? 0
  const isFree = (lane: string) => taken < total && runningIn(lane) < perLane

  function take(lane: string) {
    taken += 1
    running.set(lane, runningIn(lane) + 1)
  }

  function release(lane: string) {
    taken -= 1
    if (runningIn(lane) > 1) running.set(lane, runningIn(lane) - 1)
    else running.delete(lane)
    startNext()
  }

  function startNext() {
    // Skips only lanes that have all their slots, of which there are few.
    for (const [lane, starts] of waiting) {
      if (!isFree(lane)) continue
      const [start] = starts as Set<() => void> & [() => void]
      forget(lane, starts, start)
      start()
      return
    }
  }

  /** Moves the lane behind the others, or out if nothing waits in it any more. */
  function forget(lane: string, starts: Set<() => void>, start: () => void) {
    starts.delete(start)
    waitingNow -= 1
    waiting.delete(lane)
    if (starts.size > 0) waiting.set(lane, starts)
  }

  function wait(lane: string): Promise<void> {
    const starts = waiting.get(lane) ?? new Set()
    if (waitingNow >= waitingTotal || starts.size >= waitingPerLane)
      throw new Overloaded('too many wait for a slot already')
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        forget(lane, starts, start)
        reject(new WaitedTooLong(`no slot within ${waitMsMax} ms`))
      }, waitMsMax)
      function start() {
        clearTimeout(timer)
        take(lane)
        resolve()
      }
      waitingNow += 1
      waiting.set(lane, starts.add(start))
    })
  }

  return async (lane, work) => {
    if (isFree(lane)) take(lane)
    else await wait(lane)
    try {
      return await work()
    } finally {
      release(lane)
    }
  }
}
