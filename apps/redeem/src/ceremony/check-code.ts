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
 * Resolves with the link if the code is right, whatever state it is in. An unknown link and a wrong code are refused alike:
 * `link_invalid`, after the same statements and the same comparison.
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

/** Throws unless a link can be redeemed. The error names the reason and the organization: only for callers who have the code. */
export function requireOpen({ state, organization }: RedeemableLink, language: string): void {
  if (state === 'recorded') throw new RedeemError('link_invalid')
  if (state !== 'open') throw new RedeemError(`link_${state}`, { about: { organization, language } })
}
