import type { Relay } from './open-relay.ts'

/**
 * Limits the rate of a relay. `waitForTurn` waits for a send slot of the rate that all workers share, and resolves to
 * false once one of the signals is aborted; it reserves none after that. `pace` then spreads the mails of this worker,
 * which may bunch up between their slot and the sending.
 */
export type Pace = {
  waitForTurn: (relay: Relay, ...signals: AbortSignal[]) => Promise<boolean>
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
    async waitForTurn(relay, ...signals) {
      const every = everyMs.get(relay)
      while (every !== undefined && !isAnyAborted(signals)) {
        const inMs = await reserve({ relay: relay.name, everyMs: every }).catch(() => undefined)
        await waitFor(inMs ?? retryMs, signals)
        if (inMs !== undefined) break
      }
      return !isAnyAborted(signals)
    },
    async pace(relay, signal) {
      const every = everyMs.get(relay)
      if (every === undefined) return
      const at = Math.max(performance.now(), nextAt.get(relay) ?? 0)
      nextAt.set(relay, at + every)
      await waitFor(at - performance.now(), [signal])
    },
  }
}

// A longer timer ends at once.
const timerMsMax = 2 ** 31 - 1

async function waitFor(ms: number, signals: readonly AbortSignal[]): Promise<void> {
  for (let leftMs = ms; leftMs > 0 && !isAnyAborted(signals); leftMs -= timerMsMax)
    await wait(Math.min(leftMs, timerMsMax), signals)
}

const isAnyAborted = (signals: readonly AbortSignal[]) => signals.some(({ aborted }) => aborted)

// Run for each mail, and `AbortSignal.any` leaves something behind in a signal that lives as long as the worker.
function wait(ms: number, signals: readonly AbortSignal[]): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(end, ms)
    for (const signal of signals) signal.addEventListener('abort', end)
    function end() {
      clearTimeout(timer)
      for (const signal of signals) signal.removeEventListener('abort', end)
      resolve()
    }
  })
}
