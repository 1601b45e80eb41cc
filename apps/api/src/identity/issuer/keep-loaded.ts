type Options = {
  /** Loads once; what it loads is its own matter. */
  load: () => Promise<void>
  /** So long after a load the next one begins by itself. */
  ageMaxMs: number
  log: { failed: (error: unknown) => void; loaded: () => void }
}

export type Loading = {
  /**
   * Loads, or joins the load under way, and resolves with 0. If one that was demanded or failed ended less than
   * `pauseMs` ago, nothing is loaded: rejects with its error, or resolves with the milliseconds until the next may begin.
   */
  demand: (pauseMs: number) => Promise<number>
  stop: () => void
}

const retryMs = { first: 1_000, max: 30_000 }

/**
 * Begins to load at once, without waiting for it, and goes on until `stop`: again when what is loaded is `ageMaxMs` old,
 * and after a failure with pauses that double from 1 s to 30 s. Never loads twice at the same time.
 */
export function keepLoaded({ load, ageMaxMs, log }: Options): Loading {
  let loading: Promise<void> | undefined
  let last: { endedAt: number; failure?: { error: unknown } } | undefined
  let failures = 0
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  async function run(isDemanded: boolean) {
    try {
      await load()
      failures = 0
      if (isDemanded || last?.failure) last = { endedAt: performance.now() }
      if (!isStopped) log.loaded()
    } catch (error) {
      failures += 1
      last = { endedAt: performance.now(), failure: { error } }
      if (!isStopped) log.failed(error)
      throw error
    } finally {
      loading = undefined
      schedule(failures === 0 ? ageMaxMs : Math.min(retryMs.max, retryMs.first * 2 ** (failures - 1)))
    }
  }

  function schedule(ms: number) {
    clearTimeout(timer)
    if (!isStopped) timer = setTimeout(start, ms, false).unref()
  }

  function start(isDemanded: boolean): Promise<void> {
    loading ??= run(isDemanded)
    // Nobody may be waiting for it.
    loading.catch(() => {})
    return loading
  }

  void start(false)
  return {
    async demand(pauseMs) {
      const waitMs = loading || !last ? 0 : last.endedAt + pauseMs - performance.now()
      if (waitMs > 0 && last?.failure) throw last.failure.error
      if (waitMs > 0) return waitMs
      await start(true)
      return 0
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
