import { setTimeout as pause } from 'node:timers/promises'
import type { Relay } from './open-relay.ts'

/**
 * Keeps a relay's rate. `inTurn` waits for a place in the even flow that all workers share, and says whether it came before
 * `signal`; `spaced` keeps this worker's own mails apart, which may bunch up between their turn and their leaving.
 */
export type Pace = {
  inTurn: (relay: Relay, signal: AbortSignal) => Promise<boolean>
  spaced: (relay: Relay) => Promise<void>
}

const retryMs = 1_000

type Reserve = (wish: { relay: string; everyMs: number }) => Promise<number>

/** Spreads mails over time for each relay with an `everyMs`, by places that `reserve` gives. */
export function createPace(everyMs: ReadonlyMap<Relay, number>, reserve: Reserve): Pace {
  const nextAt = new Map<Relay, number>()
  return {
    async inTurn(relay, signal) {
      const every = everyMs.get(relay)
      while (every !== undefined && !signal.aborted) {
        const inMs = await reserve({ relay: relay.name, everyMs: every }).catch(() => undefined)
        await pause(inMs ?? retryMs, undefined, { signal }).catch(() => {})
        if (inMs !== undefined) break
      }
      return !signal.aborted
    },
    async spaced(relay) {
      const every = everyMs.get(relay)
      if (every === undefined) return
      const at = Math.max(performance.now(), nextAt.get(relay) ?? 0)
      nextAt.set(relay, at + every)
      await pause(at - performance.now())
    },
  }
}
