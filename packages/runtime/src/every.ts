import { setTimeout as wait } from 'node:timers/promises'

/** Work that is repeated until it is stopped. */
export type Repeated = {
  /** Begins no further round and aborts the signal of the round under way. Resolves when that round has ended. */
  stop: () => Promise<void>
}

type Repetition = {
  /** The delay of the first round; `ms` if absent. */
  firstInMs?: number
  /**
   * Called with the error of a round, unless the round before failed with the same message. The next round begins as
   * usual.
   */
  onError: (error: unknown) => void
}

/**
 * Starts `round` every `ms` milliseconds. Rounds never overlap: a start that falls into a longer round is skipped.
 * `round` gets a signal that `stop` aborts.
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
    let failure: string | undefined
    await pause(firstInMs)
    while (!signal.aborted) {
      const startedAt = performance.now()
      try {
        await round(signal)
        failure = undefined
      } catch (error) {
        if (failure !== String(error)) onError(error)
        failure = String(error)
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
