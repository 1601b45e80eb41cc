import type { Instant } from '../database/values.ts'

/** `recorded`: no mail with it has left yet; `open`: it can be redeemed. */
export type LinkState = 'recorded' | 'open' | 'expired' | 'redeemed' | 'revoked' | 'unknown'

/** What became of a link, and when. */
export type LinkTimes = { expiresAt: Instant | null; redeemedAt: Instant | null; revokedAt: Instant | null }

/** The state of a link that is on record. */
export function stateOf(
  { expiresAt, redeemedAt, revokedAt }: LinkTimes,
  now: Instant,
): Exclude<LinkState, 'unknown'> {
  if (redeemedAt !== null) return 'redeemed'
  if (revokedAt !== null) return 'revoked'
  if (expiresAt === null) return 'recorded'
  return expiresAt <= now ? 'expired' : 'open'
}
