import { sql } from 'drizzle-orm'
import { clock, type Instant, toInstant } from '../database/values.ts'

/** What is known of a relay. It is away until `awayUntil`, and then while only one probe at a time may try it. */
export type RelayRecord = {
  /** Failures in a row while it is well. */
  failures: number
  /** Pauses since it was last seen well. */
  pauses: number
  awayUntil: Instant | null
  probeUntil: Instant | null
}

export const unknownRelay: RelayRecord = { failures: 0, pauses: 0, awayUntil: null, probeUntil: null }

/** A relay is `away` once it failed several times in a row; `probeInMs` says when one mail may be tried through it. */
export type RelayState = { failures: number } & ({ away: false } | { away: true; probeInMs: number })

export function relayStateOf({ failures, awayUntil, probeUntil }: RelayRecord, now: Instant): RelayState {
  if (awayUntil === null) return { failures, away: false }
  return {
    failures,
    away: true,
    probeInMs: Math.max(0, Math.ceil(Math.max(awayUntil, probeUntil ?? 0) - now)),
  }
}

/** What a statement selects of `relays` for a {@link RelayRecord}. */
export const relayColumns = sql`
  name, failures, pauses, ${toInstant(sql`away_until`)} as "awayUntil", ${toInstant(sql`probe_until`)} as "probeUntil",
  ${clock} as now`

export type RelayRow = RelayRecord & { name: string; now: Instant }
