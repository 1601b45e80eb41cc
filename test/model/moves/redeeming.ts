import type { Move } from '../explore.ts'
import {
  isUsable,
  type Link,
  newLink,
  type RedeemScope,
  type RedeemState,
  redeem,
  type Tab,
} from '../redeem.ts'

/** Who makes the move: a tab that proceeds, a person who closes one, or anyone and anything else. */
export type RedeemKind = 'step' | 'leave' | 'other'

type RedeemMove = Move<RedeemState, RedeemKind>
type Links = RedeemState['links']
type Moves = (tab: Tab, state: RedeemState, scope: RedeemScope, put: Put) => RedeemMove[]
type Put = (tab: Tab, links?: Links) => RedeemState

/** The moves of the recipient's tabs, of guessers, and of time. */
export function redeemMoves(state: RedeemState, scope: RedeemScope): RedeemMove[] {
  return [
    ...state.tabs.flatMap((tab, index) => {
      const put: Put = (tab, links = state.links) => ({ links, tabs: state.tabs.with(index, tab) })
      const [who, moves] = tab.knowsCode
        ? (['tab', ownerMoves] as const)
        : (['guesser', guesserMoves] as const)
      return moves(tab, state, scope, put).map(move => ({
        ...move,
        label: `${who} ${index + 1} ${move.label}`,
      }))
    }),
    ...passingTime(state),
  ]
}

const ownerMoves: Moves = (tab, state, scope, put) => {
  const { links } = state
  const { guards, rules } = scope
  const link = links[tab.link] as Link
  const used = { redeemed: link.redeemed + 1 }
  const closed: RedeemMove = { label: 'is closed', kind: 'leave', next: put({ ...tab, at: 'away' }) }
  switch (tab.at) {
    case 'away':
      return [0, 1].flatMap(which => {
        if (!links[which]?.recorded) return []
        const looking: Tab = { ...tab, at: 'looking', link: which }
        const after = guards.lookingHasNoEffect ? links : change(links, which, used)
        return step(`looks at link ${which + 1}`, put(looking, after))
      })
    case 'looking': {
      if (!isUsable(links, tab.link, rules)) return step('is turned away', put({ ...tab, at: 'away' }))
      const after = guards.onlyCompletionRedeems ? links : change(links, tab.link, used)
      return [...step('is invited to register', put({ ...tab, at: 'invited' }, after)), closed]
    }
    case 'invited':
      return [...step('completes the registration', put({ ...tab, at: 'registered' })), closed]
    default:
      return [...submission(tab, state, scope, put), closed]
  }
}

/** The transaction that redeems, or its separate steps without its guards. */
const submission: Moves = (tab, state, { guards, rules }, put) => {
  const { links } = state
  const link = links[tab.link] as Link
  const away: Tab = { ...tab, at: 'away' }
  const redeemed = redeem(links, tab.link, tab, { guards, rules })
  if (tab.at === 'found open') return step('redeems what it found open', put(away, redeemed))
  if (tab.at === 'stored') return step('redeems after storing the passkey', put(away, redeemed))
  if (isLocked(state, tab.link) && guards.redeemIsAtomic) return []
  if (!isUsable(links, tab.link, rules)) return step('is turned away', put(away))
  if (!guards.redeemIsAtomic || !guards.redeemLocksPerson)
    return step('finds the link open', put({ ...tab, at: 'found open' }))
  if (guards.oneTransaction) return step('redeems the link', put(away, redeemed))
  const stored = change(links, tab.link, { passkeys: link.passkeys + 1 })
  return step('stores the passkey', put({ ...tab, at: 'stored' }, stored))
}

/** A wrong code changes nothing, so a guesser has no other move than one without the code. */
const guesserMoves: Moves = (tab, state, { guards, rules }, put) => {
  if (guards.redeemChecksCode || !isUsable(state.links, 0, rules) || isLocked(state, 0)) return []
  const next = put(tab, redeem(state.links, 0, tab, { guards, rules }))
  return [{ label: 'registers without the code', kind: 'other', next }]
}

function passingTime(state: RedeemState): RedeemMove[] {
  return state.links.flatMap((link, index): RedeemMove[] => {
    const changed = (label: string, more: Partial<Link>): RedeemMove[] => [
      {
        label: `link ${index + 1} ${label}`,
        kind: 'other',
        next: { ...state, links: change(state.links, index, more) },
      },
    ]
    if (!link.recorded) return changed('is recorded', newLink)
    // A tab that has found a link open redeems it as of that time.
    const isBeingRedeemed = state.tabs.some(
      tab => (tab.at === 'found open' || tab.at === 'stored') && tab.link === index,
    )
    return link.expired || isBeingRedeemed ? [] : changed('expires', { expired: true })
  })
}

const step = (label: string, next: RedeemState): RedeemMove[] => [{ label, kind: 'step', next }]

/** Whether a transaction that is not over yet has found this link open. */
const isLocked = ({ tabs }: RedeemState, which: number) =>
  tabs.some(({ at, link }) => at === 'found open' && link === which)

const change = (links: Links, which: number, more: Partial<Link>) =>
  links.map((link, index) => (index === which ? { ...link, ...more } : link)) as unknown as Links
