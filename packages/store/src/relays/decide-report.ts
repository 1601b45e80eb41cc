import type { Instant } from '../database/values.ts'
import type { RelayRecord } from './relay-state.ts'

/**
 * The result of a try of a relay: `well` if it succeeded, `probe` if it was a probe, `pauseMs` the delay that the relay
 * requested.
 */
export type RelayReport = { relay: string; well: boolean; probe: boolean; pauseMs: number | null }

const failuresMax = 3
const pauseMsMin = 1_000
const pauseMsMax = 5_000
const requestedPauseMsMax = 15 * 60_000

/**
 * The record of a relay after these reports. A relay is away after three failures in a row, until a probe succeeds.
 * Each failed probe doubles the pause before the next, up to 5 seconds (±20 % jitter by `random`, 0 to 1). If the relay
 * requests a longer delay, the pause is that long, up to 15 minutes. While a relay is away, reports other than probes
 * are ignored.
 */
export function decideReport(
  known: RelayRecord,
  reports: readonly Omit<RelayReport, 'relay'>[],
  now: Instant,
  random: number,
): RelayRecord {
  const probes = reports.filter(({ probe }) => probe)
  if (probes.some(({ well }) => well)) return healthyAfter(known, reports)
  const isAway = known.awayUntil !== null
  if (isAway) return probes.length > 0 ? pause(known, reports, now, random) : known
  const after = healthyAfter(known, reports)
  return after.failures >= failuresMax ? pause(known, reports, now, random) : after
}

/** The record of a healthy relay, with the number of failures since the last success. */
function healthyAfter(known: RelayRecord, reports: readonly Omit<RelayReport, 'relay'>[]): RelayRecord {
  const lastSuccess = reports.findLastIndex(({ well }) => well)
  const failed = reports.length - 1 - lastSuccess
  const before = lastSuccess === -1 ? known.failures : 0
  return { failures: before + failed, pauses: 0, awayUntil: null, probeUntil: null }
}

function pause(
  { pauses }: RelayRecord,
  reports: readonly Omit<RelayReport, 'relay'>[],
  now: Instant,
  random: number,
): RelayRecord {
  const requested = Math.max(0, ...reports.map(({ pauseMs }) => Math.min(pauseMs ?? 0, requestedPauseMsMax)))
  const usual = Math.min(pauseMsMax, pauseMsMin * 2 ** Math.min(pauses, 30)) * (0.8 + 0.4 * random)
  return { failures: 0, pauses: pauses + 1, awayUntil: now + Math.max(usual, requested), probeUntil: null }
}
