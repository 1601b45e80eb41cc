import { setTimeout as pause } from 'node:timers/promises'
import type { Relay } from './open-relay.ts'

/** Waits for the relay's turn; says whether it came before `signal`. */
export type Pace = (relay: Relay, signal: AbortSignal) => Promise<boolean>

const retryMs = 1_000

type Reserve = (wish: { relay: string; everyMs: number }) => Promise<number>

/** Spreads mails evenly over time for each relay with an `everyMs`, by places that `reserve` gives to all workers together. */
export function createPace(everyMs: ReadonlyMap<Relay, number>, reserve: Reserve): Pace {
  return async (relay, signal) => {
    const every = everyMs.get(relay)
    while (every !== undefined && !signal.aborted) {
      const inMs = await reserve({ relay: relay.name, everyMs: every }).catch(() => undefined)
      await pause(inMs ?? retryMs, undefined, { signal }).catch(() => {})
      if (inMs !== undefined) break
    }
    return !signal.aborted
  }
}
