import { setTimeout as wait } from 'node:timers/promises'
import type { Relay } from './open-relay.ts'

/**
 * Limits the rate of a relay. `waitForTurn` waits for a send slot of the rate that all workers share, and resolves to
 * false if `signal` is aborted. `pace` then spreads the mails of this worker, which may bunch up between their slot and
 * the sending.
 */
export type Pace = {
  waitForTurn: (relay: Relay, signal: AbortSignal) => Promise<boolean>
  pace: (relay: Relay, signal: AbortSignal) => Promise<void>
}

const retryMs = 1_000

type Reserve = (slot: { relay: string; everyMs: number }) => Promise<number>

/**
 * `everyMs` is the interval between the mails of each relay with a rate. `reserve` reserves a slot and resolves to the
 * milliseconds until it.
 */
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

// A longer timer ends at once.
const timerMsMax = 2 ** 31 - 1

async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  for (let leftMs = ms; leftMs > 0 && !signal.aborted; leftMs -= timerMsMax)
    await wait(Math.min(leftMs, timerMsMax), undefined, { signal }).catch(() => {})
}
