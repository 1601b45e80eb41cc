/** Resolves when a dependency works, rejects when it does not. The `reason` of its error, if any, is shown to everybody. */
export type Check = () => Promise<unknown>

/** `checks` has `ok`, or `away` with the reason if there is one, by the name of each check. */
export type ReadinessState = { status: 'ready' | 'not ready' | 'stopping'; checks: Record<string, string> }

/** Reads whether the process can work. */
export type ReadReadiness = () => Promise<ReadinessState>

const checkTimeoutMs = 2_000
const ageMaxMs = 1_000

/**
 * Runs the checks at most once a second: all who ask meanwhile share the answer, so that their number costs nothing.
 * Once `stopping` is aborted the answer is `stopping`, without checks.
 */
export function createReadiness(checks: Record<string, Check>, stopping: AbortSignal): ReadReadiness {
  let latest: Promise<ReadinessState> | undefined
  let isRunning = false
  let startedAt = 0

  function readLatest(): Promise<ReadinessState> {
    if (latest && (isRunning || performance.now() - startedAt < ageMaxMs)) return latest
    isRunning = true
    startedAt = performance.now()
    latest = runAll(checks).finally(() => {
      isRunning = false
    })
    return latest
  }

  return async () => {
    if (stopping.aborted) return { status: 'stopping', checks: {} }
    return readLatest()
  }
}

async function runAll(checks: Record<string, Check>): Promise<ReadinessState> {
  const states = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await stateOf(check)] as const),
  )
  const isReady = states.every(([, state]) => state === 'ok')
  return { status: isReady ? 'ready' : 'not ready', checks: Object.fromEntries(states) }
}

async function stateOf(check: Check): Promise<string> {
  const timeout = AbortSignal.timeout(checkTimeoutMs)
  const timedOut = new Promise<string>(resolve => timeout.addEventListener('abort', () => resolve('away')))
  return Promise.race([check().then(() => 'ok', awayBecause), timedOut])
}

function awayBecause(error: unknown): string {
  const { reason } = (error ?? {}) as { reason?: unknown }
  return typeof reason === 'string' ? `away: ${reason}` : 'away'
}
