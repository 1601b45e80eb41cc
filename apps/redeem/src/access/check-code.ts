import { codeMatches, type KeyRing, type RedeemableLink } from '@passlink/store'
import { RedeemError } from '../redeem-error.ts'

type Dependencies<Link> = {
  find: (linkId: string) => Promise<Link | undefined>
  /**
   * Counts a wrong code by the address that sent it and the link. Resolves with 0, or with the milliseconds until that
   * address may try again.
   */
  countWrong: (address: string, linkId: string) => Promise<number>
  keyRing: KeyRing
}

type Given = { code: string; address: string }

export type CheckCode<Link> = (linkId: string, given: Given) => Promise<Link>

/**
 * Resolves with the link, in any state, if the code is right. An unknown link and a wrong code are indistinguishable:
 * both reject with `link_invalid` after the same statements and the same comparison. Wrong codes close a link to the
 * address that sends them and change nothing for others: whoever knows only the id of a link cannot spoil it.
 */
export function createCheckCode<Link extends { keyId: string | null }>({
  find,
  countWrong,
  keyRing,
}: Dependencies<Link>): CheckCode<Link> {
  return async (linkId, { code, address }) => {
    const link = await find(linkId)
    const matches = codeMatches(keyRing, link?.keyId ?? keyRing.current, linkId, code)
    if (link?.keyId && matches) return link
    const retryInMs = await countWrong(address, linkId)
    throw retryInMs > 0 ? new RedeemError('too_many_tries', { retryInMs }) : new RedeemError('link_invalid')
  }
}

/**
 * Throws a RedeemError unless a link can be redeemed. The error contains the state of the link and its organization, so
 * call it only after the code was checked.
 */
export function requireOpen({ state, organization, canRenew }: RedeemableLink, language: string): void {
  if (state === 'recorded') throw new RedeemError('link_invalid')
  if (state === 'open') return
  const linkDetails = { organization, language, ...(state === 'expired' ? { canRenew } : {}) }
  throw new RedeemError(`link_${state}`, { linkDetails })
}
