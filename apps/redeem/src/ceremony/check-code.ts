import { codeMatches, type KeyRing, type RedeemableLink } from '@passlink/store'
import { RedeemError } from '../redeem-error.ts'

type Dependencies = {
  find: (linkId: string) => Promise<RedeemableLink | undefined>
  /** Counts a wrong code against a link; the fifth revokes it. */
  countFailed: (linkId: string) => Promise<unknown>
  keyRing: KeyRing
}

export type CheckCode = (linkId: string, code: string) => Promise<RedeemableLink>

/**
 * Resolves with the link, in any state, if the code is right. An unknown link and a wrong code are indistinguishable:
 * both reject with `link_invalid` after the same statements and the same comparison.
 */
export function createCheckCode({ find, countFailed, keyRing }: Dependencies): CheckCode {
  return async (linkId, code) => {
    const link = await find(linkId)
    const matches = codeMatches(keyRing, link?.keyId ?? keyRing.current, linkId, code)
    if (link?.keyId && matches) return link
    await countFailed(linkId)
    throw new RedeemError('link_invalid')
  }
}

/**
 * Throws a RedeemError unless a link can be redeemed. The error contains the state of the link and its organization, so
 * call it only after the code was checked.
 */
export function requireOpen({ state, organization }: RedeemableLink, language: string): void {
  if (state === 'recorded') throw new RedeemError('link_invalid')
  if (state !== 'open') throw new RedeemError(`link_${state}`, { linkDetails: { organization, language } })
}
