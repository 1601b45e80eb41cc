import type { Instant } from '../database/values.ts'
import type { Health } from './health.ts'

/**
 * Decides whether a probe of a server may begin: its pause is over, and no other probe is under way. Returns the health
 * with the probe taken for `leaseMs`, or undefined.
 */
export function decideTakeProbe(known: Health, leaseMs: number, now: Instant): Health | undefined {
  const { awayUntil, probeUntil } = known
  if (awayUntil === null || awayUntil > now) return undefined
  if (probeUntil !== null && probeUntil > now) return undefined
  return { ...known, probeUntil: now + leaseMs }
}
