const failedChecksMax = 5

export type CheckedLink = { isRedeemed: boolean; isRevoked: boolean; failedChecks: number }

/**
 * What so many more wrong codes make of a link: the fifth revokes it. Nothing where the link was redeemed or revoked, so that its
 * code is of no use.
 */
export function decideFailedChecks(
  { isRedeemed, isRevoked, failedChecks }: CheckedLink,
  times: number,
): Pick<CheckedLink, 'failedChecks' | 'isRevoked'> | undefined {
  if (isRedeemed || isRevoked) return undefined
  const failed = Math.min(failedChecks + times, failedChecksMax)
  return { failedChecks: failed, isRevoked: failed >= failedChecksMax }
}
