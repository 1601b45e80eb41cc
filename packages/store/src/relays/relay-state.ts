import { sql } from 'drizzle-orm'
import { clock, type Instant, toInstant } from '../database/values.ts'

/**
 * The record of a relay. It is away if `awayUntil` is not null; after that moment one worker at a time may probe it.
 */
export type RelayRecord = {
  /** Failures in a row, while the relay is not away. */
  failures: number
  /** Pauses since the last success. */
  pauses: number
  awayUntil: Instant | null
  probeUntil: Instant | null
}

export const newRelay: RelayRecord = { failures: 0, pauses: 0, awayUntil: null, probeUntil: null }

/** A relay is `away` after several failures in a row; it can be probed with a mail in `probeInMs`. */
export type RelayState = { failures: number } & ({ away: false } | { away: true; probeInMs: number })

export function relayStateOf({ failures, awayUntil, probeUntil }: RelayRecord, now: Instant): RelayState {
  if (awayUntil === null) return { failures, away: false }
  return {
    failures,
    away: true,
    probeInMs: Math.max(0, Math.ceil(Math.max(awayUntil, probeUntil ?? 0) - now)),
  }
}

/** The columns of `relays` that a statement selects for a {@link RelayRow}. */
export const relayColumns = sql`
  name, failures, pauses, ${toInstant(sql`away_until`)} as "awayUntil", ${toInstant(sql`probe_until`)} as "probeUntil",
  ${clock} as now`

export type RelayRow = RelayRecord & { name: string; now: Instant }
