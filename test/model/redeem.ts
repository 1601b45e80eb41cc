import type { LinkTimes } from '@passlink/store'
import type { RedeemRules } from './redeem-rules.ts'

/** What guarantees promise 6 in the steps of a redemption; a broken variant lacks one of these. */
export const guardsOfRedeem = {
  lookingHasNoEffect: 'looking at a link changes nothing',
  onlyCompletionRedeems: 'an invitation to register does not use up the link',
  redeemIsAtomic: 'a link is found open and redeemed in one step',
  oneTransaction: 'the passkey is stored and the link redeemed together',
  redeemLocksPerson: "redemptions of one person's links come one after the other",
  redeemChecksCode: 'a link is not redeemed without its code',
}

export type RedeemGuard = keyof typeof guardsOfRedeem
export type RedeemGuards = Record<RedeemGuard, boolean>

export type RedeemScope = { rules: RedeemRules; guards: RedeemGuards }

export type Link = {
  recorded: boolean
  expired: boolean
  revoked: boolean
  redeemed: number
  /** What really happened, whatever is in the row: passkeys stored, and what must not happen. */
  passkeys: number
  wasUnusable: boolean
  wasStolen: boolean
  survived: boolean
}

/** A browser tab or a script. Only the recipient of the mail knows the code. */
export type Tab = {
  knowsCode: boolean
  at: 'away' | 'looking' | 'invited' | 'registered' | 'found open' | 'stored'
  link: number
}

/** Two links of one person. */
export type RedeemState = { links: readonly [Link, Link]; tabs: readonly Tab[] }

export const newLink: Link = {
  recorded: true,
  expired: false,
  revoked: false,
  redeemed: 0,
  passkeys: 0,
  wasUnusable: false,
  wasStolen: false,
  survived: false,
}

export const newTab: Tab = { knowsCode: true, at: 'away', link: 0 }

const now = 1_000

/** A link of the model as the rules of packages/store see it. */
const toStore = (link: Link, index: number): LinkTimes & { id: string } => ({
  id: String(index),
  expiresAt: now + (link.expired ? -1 : 1),
  redeemedAt: link.redeemed > 0 ? now - 1 : null,
  revokedAt: link.revoked ? now - 1 : null,
})

const decide = (links: RedeemState['links'], which: number, { decideRedeem }: RedeemRules) =>
  decideRedeem(
    String(which),
    links.map(toStore).filter((_, index) => links[index]?.recorded),
    now,
  )

/** Whether a link can be redeemed. */
export function isUsable(links: RedeemState['links'], which: number, rules: RedeemRules): boolean {
  return decide(links, which, rules).outcome === 'redeemed'
}

/** What one transaction does to a usable link: stores the passkey, redeems the link, revokes the person's others. */
export function redeem(
  links: RedeemState['links'],
  which: number,
  { knowsCode }: Tab,
  { guards, rules }: RedeemScope,
): RedeemState['links'] {
  const decision = decide(links, which, rules)
  const revoked = decision.outcome === 'redeemed' ? decision.revoked : []
  return links.map((link, index) => {
    if (index === which)
      return {
        ...link,
        redeemed: link.redeemed + 1,
        passkeys: link.passkeys + Number(guards.oneTransaction),
        wasUnusable: link.wasUnusable || link.revoked || link.expired,
        wasStolen: link.wasStolen || !knowsCode,
      }
    if (revoked.includes(String(index))) return { ...link, revoked: true }
    return isUsable(links, index, rules) ? { ...link, survived: true } : link
  }) as unknown as RedeemState['links']
}

/** The promise that a state breaks, if any. */
export function brokenRedeemPromise({ links }: RedeemState): string | undefined {
  if (links.some(({ redeemed, passkeys }) => redeemed > 1 || passkeys > 1))
    return '6: a link is redeemed at most once'
  if (links.some(({ redeemed, passkeys }) => redeemed > passkeys))
    return '6: only a completed registration redeems a link'
  if (links.some(({ wasStolen }) => wasStolen)) return '6: a link is redeemed only with its code'
  if (links.some(({ wasUnusable }) => wasUnusable)) return '6: a revoked or expired link is not redeemed'
  if (links.some(({ survived }) => survived)) return "6: redeeming leaves none of the person's links open"
  return undefined
}
