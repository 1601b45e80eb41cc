import type { Instant } from '../database/values.ts'
import type { RelayRecord } from './relay-state.ts'

/** How one try of a relay went, whether it was the probe of a relay that is away, and the delay that the relay requested. */
export type RelayReport = { relay: string; well: boolean; probe: boolean; pauseMs: number | null }

const failuresMax = 3
const pauseMsMin = 1_000
const pauseMsMax = 5_000
const namedPauseMsMax = 15 * 60_000

/**
 * The record of a relay after these reports. One that fails three times in a row is away; a probe that goes well ends that,
 * one that fails makes the pause before the next twice as long, up to 5 seconds (±20 %, by `random` of 0 to 1) or, where the relay
 * names a delay, that long (15 minutes at most). While a relay is away nothing but a probe counts.
 */
export function decideReport(
  known: RelayRecord,
  reports: readonly Omit<RelayReport, 'relay'>[],
  now: Instant,
  random: number,
): RelayRecord {
  const probes = reports.filter(({ probe }) => probe)
  if (probes.some(({ well }) => well)) return wellAfter(known, reports)
  const isAway = known.awayUntil !== null
  if (isAway) return probes.length > 0 ? pause(known, reports, now, random) : known
  const after = wellAfter(known, reports)
  return after.failures >= failuresMax ? pause(known, reports, now, random) : after
}

/** Counts the failures since the last success. */
function wellAfter(known: RelayRecord, reports: readonly Omit<RelayReport, 'relay'>[]): RelayRecord {
  const lastWell = reports.findLastIndex(({ well }) => well)
  const failed = reports.length - 1 - lastWell
  const before = lastWell === -1 ? known.failures : 0
  return { failures: before + failed, pauses: 0, awayUntil: null, probeUntil: null }
}

function pause(
  { pauses }: RelayRecord,
  reports: readonly Omit<RelayReport, 'relay'>[],
  now: Instant,
  random: number,
): RelayRecord {
  const named = Math.max(0, ...reports.map(({ pauseMs }) => Math.min(pauseMs ?? 0, namedPauseMsMax)))
  const usual = Math.min(pauseMsMax, pauseMsMin * 2 ** Math.min(pauses, 30)) * (0.8 + 0.4 * random)
  return { failures: 0, pauses: pauses + 1, awayUntil: now + Math.max(usual, named), probeUntil: null }
}
