import { codeMatches, type KeyRing, type RedeemableLink } from '@passlink/store'
import { RedeemError } from '../redeem-error.ts'

type Parts = {
  find: (linkId: string) => Promise<RedeemableLink | undefined>
  /** Counts a wrong code against a link; the fifth revokes it. */
  countFailed: (linkId: string) => Promise<unknown>
  keyRing: KeyRing
}

export type CheckCode = (linkId: string, code: string) => Promise<RedeemableLink>

/**
 * Answers with the link if the code is its own, whatever has become of the link. An unknown link and a wrong code are refused
 * alike: `link_invalid`, after the same statements and the same comparison.
 */
export function createCheckCode({ find, countFailed, keyRing }: Parts): CheckCode {
  return async (linkId, code) => {
    const link = await find(linkId)
    const matches = codeMatches(keyRing, link?.keyId ?? keyRing.current, linkId, code)
    if (link?.keyId && matches) return link
    await countFailed(linkId)
    throw new RedeemError('link_invalid')
  }
}

/** Refuses a link that can not be redeemed, saying why and whose it is; only to be told to those who have the code. */
export function requireOpen({ state, organization }: RedeemableLink, language: string): void {
  if (state === 'recorded') throw new RedeemError('link_invalid')
  if (state !== 'open') throw new RedeemError(`link_${state}`, { about: { organization, language } })
}
