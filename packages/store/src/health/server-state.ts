import { sql } from 'drizzle-orm'
import { clock, type Instant, toInstant } from '../database/values.ts'
import { type Health, isWell, type Reason, unknownHealth } from './health.ts'

/**
 * The health of a server, as those who use it see it. While it is `away` it can be probed in `probeInMs`, and
 * `awaySince` and `awayForMs` say since when and for how long, unless the version before found it away. `isOnTrial`: it
 * is back, but has not accepted a delivery yet. `isWell`: nothing is known against it.
 */
export type ServerState = {
  away: Reason | null
  isOnTrial: boolean
  isWell: boolean
  probeInMs: number
  awaySince: Instant | null
  awayForMs: number | null
  /** Why it is away, or was before its trial. */
  reason: Reason | null
  answers: readonly string[]
}

export const unknownServer: ServerState = stateOf(unknownHealth, 0)

export function stateOf(health: Health, now: Instant): ServerState {
  const { awayUntil, probeUntil, awaySince, absences, reason, answers } = health
  const isAway = awayUntil !== null
  return {
    away: isAway ? (reason ?? 'failing') : null,
    isOnTrial: !isAway && absences > 0,
    isWell: !isAway && isWell(health),
    probeInMs: isAway ? Math.max(0, Math.ceil(Math.max(awayUntil, probeUntil ?? 0) - now)) : 0,
    awaySince,
    awayForMs: awaySince === null ? null : Math.max(0, now - awaySince),
    reason,
    answers,
  }
}

/**
 * The columns of `relays` that a statement selects for a {@link ServerRow}. The tables of the version before lack `health`,
 * so it is read in a way that a missing column is null.
 */
export const serverColumns = sql`
  name, pauses, ${toInstant(sql`away_until`)} as "awayUntil", ${toInstant(sql`probe_until`)} as "probeUntil",
  to_jsonb(relays) -> 'health' as health, ${clock} as now`

/** `health` is null if the server was never reported on, or only by the version before. */
export type ServerRow = Pick<Health, 'pauses' | 'awayUntil' | 'probeUntil'> & {
  name: string
  health: Partial<Omit<Health, 'pauses' | 'awayUntil' | 'probeUntil'>> | null
  now: Instant
}

export const healthOf = ({ pauses, awayUntil, probeUntil, health }: ServerRow): Health => ({
  ...unknownHealth,
  ...health,
  pauses,
  awayUntil,
  probeUntil,
  // The version before keeps what it does not know when the server is back.
  awaySince: awayUntil === null ? null : (health?.awaySince ?? null),
})
