const failedChecksMax = 5

export type CheckedLink = { isRedeemed: boolean; isRevoked: boolean; failedChecks: number }

/**
 * Adds `times` wrong codes to a link; the fifth wrong code revokes it. Undefined if the link was redeemed or revoked
 * already, so that its code is invalid anyway.
 */
export function decideFailedChecks(
  { isRedeemed, isRevoked, failedChecks }: CheckedLink,
  times: number,
): Pick<CheckedLink, 'failedChecks' | 'isRevoked'> | undefined {
  if (isRedeemed || isRevoked) return undefined
  const failed = Math.min(failedChecks + times, failedChecksMax)
  return { failedChecks: failed, isRevoked: failed >= failedChecksMax }
}
