import type { LinkTimes } from '@passlink/store'
import type { RedeemRules } from './redeem-rules.ts'

/** What keeps promise 6 in the steps of a redemption; a broken variant does without one of them. */
export const guardsOfRedeem = {
  lookingHasNoEffect: 'to look at a link changes nothing',
  onlyCompletionRedeems: 'to be invited to register does not use the link up',
  redeemIsAtomic: 'a link is found open and redeemed in one step',
  oneTransaction: 'the passkey is stored and the link redeemed together',
  redeemHoldsPerson: "redemptions of one person's links come one after the other",
  redeemChecksCode: 'nobody redeems without the code',
  counterIsAtomic: 'each wrong code counts, however many come at once',
}

export type RedeemGuard = keyof typeof guardsOfRedeem
export type RedeemGuards = Record<RedeemGuard, boolean>

/** By which rules, and with which guards. */
export type RedeemScope = { rules: RedeemRules; guards: RedeemGuards }

const wrongCodesMax = 5

export type Link = {
  recorded: boolean
  expired: boolean
  revoked: boolean
  failedChecks: number
  redeemed: number
  /** What happened, whatever the row says: wrong codes that were tried, passkeys stored, and what must not be. */
  guesses: number
  passkeys: number
  wasUnusable: boolean
  wasStolen: boolean
  survived: boolean
}

/** Somebody's browser, or a script. Only who has the mail knows the code. `seen` is what it last read of the counter. */
export type Tab = {
  knowsCode: boolean
  at: 'away' | 'looking' | 'invited' | 'registered' | 'counting' | 'found open' | 'stored'
  link: number
  seen: number
}

/** Two links of one person. */
export type RedeemState = { links: readonly [Link, Link]; tabs: readonly Tab[] }

export const newLink: Link = {
  recorded: true,
  expired: false,
  revoked: false,
  failedChecks: 0,
  redeemed: 0,
  guesses: 0,
  passkeys: 0,
  wasUnusable: false,
  wasStolen: false,
  survived: false,
}

export const newTab: Tab = { knowsCode: true, at: 'away', link: 0, seen: 0 }

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

/** Whether anything can be done with a link. */
export function isUsable(links: RedeemState['links'], which: number, rules: RedeemRules): boolean {
  return decide(links, which, rules).outcome === 'redeemed'
}

/** A code is checked: a wrong one counts. */
export function countWrongCode(
  link: Link,
  { decideFailedChecks }: RedeemRules,
  failedChecks = link.failedChecks,
): Link {
  const checked = { isRedeemed: link.redeemed > 0, isRevoked: link.revoked, failedChecks }
  const counted = decideFailedChecks(checked, 1)
  const known = counted ? { failedChecks: counted.failedChecks, revoked: counted.isRevoked } : {}
  return { ...link, ...known, guesses: link.guesses + 1 }
}

/** What one transaction does once it has found the link usable: the passkey, the link, and the person's other links. */
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
        wasUnusable: link.wasUnusable || link.revoked || link.expired || link.guesses >= wrongCodesMax,
        wasStolen: link.wasStolen || !knowsCode,
      }
    if (revoked.includes(String(index))) return { ...link, revoked: true }
    return isUsable(links, index, rules) ? { ...link, survived: true } : link
  }) as unknown as RedeemState['links']
}

/** What no state may break. */
export function brokenRedeemPromise({ links }: RedeemState): string | undefined {
  if (links.some(({ redeemed, passkeys }) => redeemed > 1 || passkeys > 1))
    return '6: a link is redeemed at most once'
  if (links.some(({ redeemed, passkeys }) => redeemed > passkeys))
    return '6: only a completed registration redeems a link'
  if (links.some(({ wasStolen }) => wasStolen)) return '6: only who has the code redeems a link'
  if (links.some(({ guesses }) => guesses > wrongCodesMax))
    return '6: nobody tries more than five wrong codes'
  if (links.some(({ wasUnusable }) => wasUnusable))
    return '6: what is revoked, expired or killed is not redeemed'
  if (links.some(({ survived }) => survived)) return "6: redeeming leaves none of the person's links open"
  return undefined
}
