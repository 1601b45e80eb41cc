import type { Instant } from '../database/values.ts'

/** At most `max` at once, then one every `windowMs / max`. */
export type Limit = { max: number; windowMs: number }

/**
 * If granted, the moment until which the limit is spent after it; if not, the milliseconds until the next is granted.
 */
export type Taken = { isGranted: true; spentUntil: Instant } | { isGranted: false; retryAfterMs: number }

/**
 * Takes one from a limit by the generic cell rate algorithm (ITU-T I.371). `spentUntil` is the theoretical arrival
 * time, undefined if nothing was taken yet. Counts in whole microseconds, as Postgres stores time.
 */
export function takeOneOf({ max, windowMs }: Limit, spentUntil: Instant | undefined, now: Instant): Taken {
  const stepUs = Math.max(1, Math.floor((windowMs * 1_000) / max))
  const burstUs = stepUs * max
  const aheadUs = Math.max(0, Math.round(((spentUntil ?? now) - now) * 1_000))
  const excessUs = aheadUs + stepUs - burstUs
  if (excessUs > 0) return { isGranted: false, retryAfterMs: Math.ceil(excessUs / 1_000) }
  return { isGranted: true, spentUntil: now + (aheadUs + stepUs) / 1_000 }
}
