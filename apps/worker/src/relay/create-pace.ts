import { setTimeout as wait } from 'node:timers/promises'
import type { Relay } from './open-relay.ts'

/**
 * Keeps a relay's rate. `waitForTurn` waits for a place in the even flow that all workers share, and says whether it came before
 * `signal` was aborted; `pace` keeps this worker's own mails apart, which may bunch up between their turn and their leaving.
 */
export type Pace = {
  waitForTurn: (relay: Relay, signal: AbortSignal) => Promise<boolean>
  pace: (relay: Relay, signal: AbortSignal) => Promise<void>
}

const retryMs = 1_000

type Reserve = (place: { relay: string; everyMs: number }) => Promise<number>

/** Spreads mails over time for each relay with an `everyMs`, by places that `reserve` gives. */
export function createPace(everyMs: ReadonlyMap<Relay, number>, reserve: Reserve): Pace {
  const nextAt = new Map<Relay, number>()
  return {
    async waitForTurn(relay, signal) {
      const every = everyMs.get(relay)
      while (every !== undefined && !signal.aborted) {
        const inMs = await reserve({ relay: relay.name, everyMs: every }).catch(() => undefined)
        await waitFor(inMs ?? retryMs, signal)
        if (inMs !== undefined) break
      }
      return !signal.aborted
    },
    async pace(relay, signal) {
      const every = everyMs.get(relay)
      if (every === undefined) return
      const at = Math.max(performance.now(), nextAt.get(relay) ?? 0)
      nextAt.set(relay, at + every)
      await waitFor(at - performance.now(), signal)
    },
  }
}

const waitFor = (ms: number, signal: AbortSignal) => wait(ms, undefined, { signal }).catch(() => {})
