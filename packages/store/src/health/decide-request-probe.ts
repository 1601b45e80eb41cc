import type { Instant } from '../database/values.ts'
import type { Health } from './health.ts'

/**
 * `requested`: a worker probes it now. `not_away`: it is not away, so there is nothing to find out. `due`: its pause is
 * over already. `under_way`: it is being probed.
 */
export type ProbeRequest = 'requested' | 'not_away' | 'due' | 'under_way'

/** Decides whether a request for a probe ends the pause of a server that is away; `after` is its health if so. */
export function decideRequestProbe(
  known: Health,
  now: Instant,
): { outcome: 'requested'; after: Health } | { outcome: Exclude<ProbeRequest, 'requested'> } {
  const { awayUntil, probeUntil } = known
  if (awayUntil === null) return { outcome: 'not_away' }
  if (probeUntil !== null && probeUntil > now) return { outcome: 'under_way' }
  if (awayUntil <= now) return { outcome: 'due' }
  return { outcome: 'requested', after: { ...known, awayUntil: now } }
}
