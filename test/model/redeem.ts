/** What keeps promise 6; a broken variant does without one of them. */
export const guardsOfRedeem = {
  lookingHasNoEffect: 'to look at a link changes nothing',
  onlyCompletionRedeems: 'to be invited to register does not use the link up',
  redeemIsAtomic: 'a link is found open and redeemed in one step',
  oneTransaction: 'the passkey is stored and the link redeemed together',
  redeemRevokesOthers: "redeeming revokes the person's other open links",
  redeemHoldsPerson: "redemptions of one person's links come one after the other",
  redeemChecksCode: 'nobody redeems without the code',
  redeemChecksExpiry: 'an expired link is not redeemed',
  wrongCodesKill: 'after five wrong codes nothing can be done with a link',
  counterIsAtomic: 'each wrong code counts, however many come at once',
}

export type RedeemGuard = keyof typeof guardsOfRedeem
export type RedeemGuards = Record<RedeemGuard, boolean>

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

/** Whether anything can be done with a link. */
export function isUsable(link: Link, guards: RedeemGuards): boolean {
  const isKilled = guards.wrongCodesKill && link.failedChecks >= wrongCodesMax
  const isExpired = guards.redeemChecksExpiry && link.expired
  return link.recorded && link.redeemed === 0 && !link.revoked && !isKilled && !isExpired
}

/** A code is checked: a wrong one counts. */
export function countWrongCode(link: Link, before = link.failedChecks): Link {
  return { ...link, failedChecks: before + 1, guesses: link.guesses + 1 }
}

/** What one transaction does once it has found the link usable: the passkey, the link, and the person's other links. */
export function redeem(
  links: RedeemState['links'],
  which: number,
  { knowsCode }: Tab,
  guards: RedeemGuards,
): RedeemState['links'] {
  return links.map((link, index) => {
    if (index === which)
      return {
        ...link,
        redeemed: link.redeemed + 1,
        passkeys: link.passkeys + Number(guards.oneTransaction),
        wasUnusable: link.wasUnusable || link.revoked || link.expired || link.guesses >= wrongCodesMax,
        wasStolen: link.wasStolen || !knowsCode,
      }
    if (!isUsable(link, guards)) return link
    return guards.redeemRevokesOthers ? { ...link, revoked: true } : { ...link, survived: true }
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
