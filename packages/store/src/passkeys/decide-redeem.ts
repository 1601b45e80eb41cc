import type { Instant } from '../database/values.ts'
import { type LinkTimes, stateOf } from '../links/link-state.ts'

/** Redeem the link and revoke these other links of the same user, or why the link cannot be redeemed. */
export type RedeemDecision =
  | { outcome: 'redeemed'; revoked: string[] }
  | { outcome: 'recorded' | 'expired' | 'used' | 'revoked' | 'unknown' }

/** Decides whether a link is redeemed. `links` are the user's open links and this one, all of them locked. */
export function decideRedeem(
  linkId: string,
  links: readonly (LinkTimes & { id: string })[],
  now: Instant,
): RedeemDecision {
  const link = links.find(({ id }) => id === linkId)
  if (!link) return { outcome: 'unknown' }
  const state = stateOf(link, now)
  if (state === 'redeemed') return { outcome: 'used' }
  if (state !== 'open') return { outcome: state }
  const others = links.filter(({ id, redeemedAt, revokedAt }) => id !== linkId && !redeemedAt && !revokedAt)
  return { outcome: 'redeemed', revoked: others.map(({ id }) => id) }
}
