import { describe, expect, test } from 'vitest'
import { explore, type Space } from './explore.ts'
import { type RedeemKind, redeemMoves } from './moves/redeeming.ts'
import {
  brokenRedeemPromise,
  guardsOfRedeem,
  isUsable,
  newLink,
  newTab,
  type RedeemGuard,
  type RedeemGuards,
  type RedeemScope,
  type RedeemState,
} from './redeem.ts'
import { guardsOfRedeemRules, redeemRules, redeemRulesWithout } from './redeem-rules.ts'

type RuleGuard = keyof typeof guardsOfRedeemRules

const names = Object.keys(guardsOfRedeem) as RedeemGuard[]
const allGuards = Object.fromEntries(names.map(name => [name, true])) as RedeemGuards

type Explored = Space<RedeemState, RedeemKind, 'usable' | 'redeemed'>

function createSpace({ guards = allGuards, rules = redeemRules }: Partial<RedeemScope> = {}): Explored {
  const guesser = { ...newTab, knowsCode: false }
  return {
    initial: { links: [newLink, { ...newLink, recorded: false }], tabs: [newTab, newTab, guesser, guesser] },
    moves: state => redeemMoves(state, { guards, rules }),
    keyOf: ({ links, tabs: [first, second, third, fourth] }) =>
      JSON.stringify([links, alike(first, second), alike(third, fourth)]),
    broken: brokenRedeemPromise,
    marks: {
      usable: ({ links }) => isUsable(links, 0, rules),
      redeemed: ({ links }) => links[0].redeemed === 1,
    },
  }
}

/** Two tabs that know as much as each other are the same in either order. */
const alike = (...tabs: unknown[]) => tabs.map(tab => JSON.stringify(tab)).sort()

test('whatever tabs, guessers and time do, promise 6 holds', async ({ annotate }) => {
  const { states, moves, violation } = explore(createSpace())
  await annotate(`${states} states, ${moves} moves`)
  expect(violation).toBeUndefined()
})

test('whatever was looked at, left or guessed, a link that is usable can be redeemed', () => {
  const { stuck } = explore(createSpace())
  expect(stuck({ from: 'usable', to: 'redeemed', by: ['step', 'leave'] })).toBeUndefined()
})

type Story = { breaks: string; lastStep: string }

const stories: Record<RedeemGuard | RuleGuard, Story> = {
  lookingHasNoEffect: {
    breaks: '6: only a completed registration redeems a link',
    lastStep: 'tab 1 looks at link 1',
  },
  onlyCompletionRedeems: {
    breaks: '6: only a completed registration redeems a link',
    lastStep: 'tab 1 is invited to register',
  },
  redeemIsAtomic: {
    breaks: '6: a link is redeemed at most once',
    lastStep: 'tab 2 redeems what it found open',
  },
  oneTransaction: { breaks: '6: a link is redeemed at most once', lastStep: 'tab 2 stores the passkey' },
  redeemRevokesOthers: {
    breaks: "6: redeeming leaves none of the person's links open",
    lastStep: 'tab 1 redeems the link',
  },
  redeemHoldsPerson: {
    breaks: '6: what is revoked, expired or killed is not redeemed',
    lastStep: 'tab 2 redeems what it found open',
  },
  redeemChecksCode: {
    breaks: '6: only who has the code redeems a link',
    lastStep: 'guesser 3 registers without the code',
  },
  redeemChecksExpiry: {
    breaks: '6: what is revoked, expired or killed is not redeemed',
    lastStep: 'tab 1 redeems the link',
  },
  wrongCodesKill: {
    breaks: '6: nobody tries more than five wrong codes',
    lastStep: 'guesser 3 tries a wrong code',
  },
  counterIsAtomic: {
    breaks: '6: nobody tries more than five wrong codes',
    lastStep: 'guesser 4 counts its wrong code',
  },
}

function storyOf(space: Explored): Partial<Story> {
  const { violation } = explore(space)
  return { breaks: violation?.broken ?? '', lastStep: violation?.trace.at(-1) ?? '' }
}

describe('promise 6 breaks without this guard:', () => {
  test.each(Object.entries(guardsOfRedeem))('%s (%s)', name => {
    const guard = name as RedeemGuard
    expect(storyOf(createSpace({ guards: { ...allGuards, [guard]: false } }))).toEqual(stories[guard])
  })

  test.each(
    Object.entries(guardsOfRedeemRules).map(([guard, { says }]) => [guard as RuleGuard, says] as const),
  )('%s (%s)', async guard => {
    expect(storyOf(createSpace({ rules: await redeemRulesWithout(guard) }))).toEqual(stories[guard])
  })
})
