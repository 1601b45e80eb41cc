import type { Instant } from '../database/values.ts'

/** `recorded`: no attempt to mail it has begun; `open`: it can be redeemed. */
export type LinkState = 'recorded' | 'open' | 'expired' | 'redeemed' | 'revoked' | 'unknown'

/** The times that determine the state of a link. */
export type LinkTimes = { expiresAt: Instant | null; redeemedAt: Instant | null; revokedAt: Instant | null }

/** The state of a recorded link. */
export function stateOf(
  { expiresAt, redeemedAt, revokedAt }: LinkTimes,
  now: Instant,
): Exclude<LinkState, 'unknown'> {
  if (redeemedAt !== null) return 'redeemed'
  if (revokedAt !== null) return 'revoked'
  if (expiresAt === null) return 'recorded'
  return expiresAt <= now ? 'expired' : 'open'
}
