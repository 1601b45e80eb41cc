import { setTimeout as wait } from 'node:timers/promises'

/** Work that is repeated until it is stopped. */
export type Repeated = {
  /** Begins no further round and aborts the signal of the round under way; resolves when that has ended. */
  stop: () => Promise<void>
}

type Repetition = {
  /** When the first round begins; like the others, `ms` from now, if absent. */
  firstInMs?: number
  /** Hears what a round threw; the next round begins as if nothing had happened. */
  onError: (error: unknown) => void
}

/**
 * Runs `round` every `ms` milliseconds, from start to start. Two rounds never overlap: the starts that fall into a round
 * which takes longer are left out. `round` gets a signal that is aborted by `stop`.
 */
export function every(
  ms: number,
  round: (signal: AbortSignal) => Promise<unknown>,
  { firstInMs = ms, onError }: Repetition,
): Repeated {
  const stopping = new AbortController()
  const { signal } = stopping
  const pause = (pauseMs: number) => wait(pauseMs, undefined, { signal }).catch(() => {})

  async function repeat() {
    await pause(firstInMs)
    while (!signal.aborted) {
      const startedAt = performance.now()
      try {
        await round(signal)
      } catch (error) {
        onError(error)
      }
      await pause(ms - ((performance.now() - startedAt) % ms))
    }
  }

  const repeated = repeat()
  return {
    async stop() {
      stopping.abort()
      await repeated
    },
  }
}
