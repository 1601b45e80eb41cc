import { setMaxListeners } from 'node:events'

/**
 * How far the stop of a worker is. `begun`: nothing new is begun, and what cannot have been handed over yet is not waited
 * for. `over`: no answer is waited for any longer.
 */
export type Stopping = { begun: AbortSignal; over: AbortSignal }

// What is left to record outcomes and to close connections.
const reserveMs = 5_000

/**
 * `begin` aborts `begun` at once, and `over` when `stopTimeoutMs` is over except for five seconds, or when half of it is
 * over if that is later; `onOver` is called before. `end` prevents that.
 */
export function createStopping(stopTimeoutMs: number, onOver: () => void) {
  const begun = new AbortController()
  const over = new AbortController()
  // Every connection and webhook adds a listener.
  setMaxListeners(0, begun.signal, over.signal)
  let timer: NodeJS.Timeout | undefined

  function giveUp() {
    onOver()
    over.abort()
  }

  return {
    begun: begun.signal,
    over: over.signal,
    begin() {
      begun.abort()
      timer = setTimeout(giveUp, Math.max(stopTimeoutMs - reserveMs, stopTimeoutMs / 2))
    },
    end: () => clearTimeout(timer),
  }
}
