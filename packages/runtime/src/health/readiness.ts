import { every } from '../every.ts'

/** Resolves when a dependency works, rejects when it does not. The `reason` of its error, if any, is shown to operators. */
export type Check = () => Promise<unknown>

/** `checks` has `ok`, or `away` with the reason if there is one, by the name of each check. There may be more details. */
export type ReadinessState = { status: 'ready' | 'not ready' | 'stopping'; checks: Record<string, string> }

/** Tells whether the process can work, as of the last checks. */
export type ReadReadiness = () => ReadinessState

type Options = {
  /** Returns what else operators are told; it does not decide about readiness. */
  details?: () => object
  /** The pause from the beginning of a check to its next. */
  everyMs?: number
  /** The time limit of a check. */
  limitMs?: number
}

/**
 * Runs the checks in the background, each by itself, about once a second until `stopping` is aborted; then the answer is
 * `stopping`. Reading the answer runs nothing and waits for nothing. A check without an answer within its time limit
 * counts as away, and is run again. Before its first answer the process is not ready.
 */
export function startReadiness(
  checks: Record<string, Check>,
  stopping: AbortSignal,
  { details, everyMs = 1_000, limitMs = 2_000 }: Options = {},
): ReadReadiness {
  const states = Object.fromEntries(Object.keys(checks).map(name => [name, 'not checked yet']))
  async function update(name: string, check: Check) {
    states[name] = await stateOf(check, limitMs)
  }
  const checking = Object.entries(checks).map(([name, check]) =>
    every(everyMs, () => update(name, check), { firstInMs: 0, onError: () => {} }),
  )
  stopping.addEventListener('abort', () => {
    for (const { stop } of checking) void stop()
  })

  return () => {
    if (stopping.aborted) return { status: 'stopping', checks: {} }
    const isReady = Object.values(states).every(state => state === 'ok')
    return { status: isReady ? 'ready' : 'not ready', checks: { ...states }, ...details?.() }
  }
}

async function stateOf(check: Check, limitMs: number): Promise<string> {
  let timer: NodeJS.Timeout | undefined
  const timedOut = new Promise<string>(resolve => {
    timer = setTimeout(resolve, limitMs, 'away')
  })
  return Promise.race([check().then(() => 'ok', awayBecause), timedOut]).finally(() => clearTimeout(timer))
}

function awayBecause(error: unknown): string {
  const { reason } = (error ?? {}) as { reason?: unknown }
  return typeof reason === 'string' ? `away: ${reason}` : 'away'
}
