import { sql } from 'drizzle-orm'

/** A relay is `away` once it failed several times in a row; `probeInMs` says when one mail may be tried through it. */
export type RelayState = { failures: number } & ({ away: false } | { away: true; probeInMs: number })

export type RelayRow = { failures: number | null; probe_in_ms: string | null }

/** What a statement selects of `relays` for {@link toRelayState}. */
export const relayColumns = sql`
  failures, ceil(1000 * extract(epoch from greatest(away_until, probe_until) - now())) as probe_in_ms`

export function toRelayState({ failures, probe_in_ms }: RelayRow): RelayState {
  return probe_in_ms === null
    ? { failures: failures ?? 0, away: false }
    : { failures: failures ?? 0, away: true, probeInMs: Math.max(0, Number(probe_in_ms)) }
}
