import { every, type Logger } from '@passlink/runtime'
import type { HealthReport, ServerState } from '@passlink/store'
import type { HealthRecords } from './open-health-records.ts'

export const refreshMs = 1_000

/** The health of a server as this worker knows it. `probeAt`: as of `performance.now()`. */
export type KnownHealth = ServerState & { probeAt: number }

export type WatchedHealth = {
  /** Undefined before the first look at the records. */
  of: (name: string) => KnownHealth | undefined
  /** Reports on a server for all workers, and resolves to its health after that. Does not reject. */
  report: (name: string, report: HealthReport) => Promise<KnownHealth | undefined>
  /** Whether each server is away, by its name. */
  away: () => ReadonlyMap<string, boolean>
  stop: () => void
}

export type HealthChanges = {
  /** Called after each look at the records and each report, also if it failed. */
  onChange: () => void
  /** Called when a server is found to be away. */
  onAway?: (name: string) => void
}

/**
 * Looks up the health of servers once a second, and logs when one goes away and comes back. `what` they are is the name
 * of the field in the log. If the database does not answer, the last states stay valid: nothing can be claimed without
 * the database anyway.
 */
export function watchHealth(
  what: 'relay' | 'endpoint',
  names: readonly string[],
  records: Pick<HealthRecords, 'find' | 'report'>,
  { onChange, onAway }: HealthChanges,
  log: Logger,
): WatchedHealth {
  const known = new Map<string, KnownHealth>()

  function update(name: string, state: ServerState): KnownHealth {
    const { away, reason, answers } = state
    const isAway = away !== null
    const before = known.get(name)
    const wasAway = (before?.away ?? null) !== null
    const updated = { ...state, probeAt: performance.now() + state.probeInMs }
    known.set(name, updated)
    if (isAway !== wasAway)
      log.warn(
        { [what]: name, reason, answers, ...absenceOf(isAway ? state : before) },
        `${what} is ${isAway ? 'away' : 'back'}`,
      )
    if (isAway && !wasAway) onAway?.(name)
    return updated
  }

  async function refresh() {
    const before = new Map(known)
    try {
      const states = await records.find()
      // The answer to a report that came meanwhile may be newer.
      for (const [index, name] of names.entries())
        if (known.get(name) === before.get(name)) update(name, states[index] as ServerState)
    } finally {
      onChange()
    }
  }

  const refreshing = every(refreshMs, refresh, {
    firstInMs: 0,
    onError: error => log.warn({ err: error }, `${what}s not looked up`),
  })

  return {
    of: name => known.get(name),
    async report(name, report) {
      try {
        return update(name, await records.report({ server: name, report }))
      } catch (error) {
        log.warn({ err: error, [what]: name }, `${what} not reported on`)
        return known.get(name)
      } finally {
        onChange()
      }
    },
    away: () => new Map([...known].map(([name, { away }]) => [name, away !== null])),
    stop: () => void refreshing.stop(),
  }
}

/** Since when a server is away, or was when it was last looked at, and for how long, if that is known. */
function absenceOf(state: ServerState | undefined): { awaySince?: string; awayForMs?: number } {
  const { awaySince = null, awayForMs = null } = state ?? {}
  return awaySince === null || awayForMs === null
    ? {}
    : { awaySince: new Date(awaySince).toISOString(), awayForMs: Math.round(awayForMs) }
}
