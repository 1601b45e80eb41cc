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

/** Equal for both orders of tabs that are interchangeable. */
const alike = (...tabs: unknown[]) => tabs.map(tab => JSON.stringify(tab)).sort()

test('promise 6 holds in every state of tabs, guessers and time', async ({ annotate }) => {
  const { states, moves, violation } = explore(createSpace())
  await annotate(`${states} states, ${moves} moves`)
  expect(violation).toBeUndefined()
})

test('from every state a usable link can be redeemed', () => {
  const { stuck } = explore(createSpace())
  expect(stuck({ from: 'usable', to: 'redeemed', by: ['step', 'leave'] })).toBeUndefined()
})

type Counterexample = { breaks: string; lastStep: string }

const counterexamples: Record<RedeemGuard | RuleGuard, Counterexample> = {
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
  redeemLocksPerson: {
    breaks: '6: a revoked or expired link is not redeemed',
    lastStep: 'tab 2 redeems what it found open',
  },
  redeemChecksCode: {
    breaks: '6: a link is redeemed only with its code',
    lastStep: 'guesser 3 registers without the code',
  },
  redeemChecksExpiry: {
    breaks: '6: a revoked or expired link is not redeemed',
    lastStep: 'tab 1 redeems the link',
  },
}

function counterexampleOf(space: Explored): Partial<Counterexample> {
  const { violation } = explore(space)
  return { breaks: violation?.broken ?? '', lastStep: violation?.trace.at(-1) ?? '' }
}

describe('promise 6 breaks without this guard:', () => {
  test.each(Object.entries(guardsOfRedeem))('%s (%s)', name => {
    const guard = name as RedeemGuard
    expect(counterexampleOf(createSpace({ guards: { ...allGuards, [guard]: false } }))).toEqual(
      counterexamples[guard],
    )
  })

  test.each(
    Object.entries(guardsOfRedeemRules).map(
      ([guard, { guarantee }]) => [guard as RuleGuard, guarantee] as const,
    ),
  )('%s (%s)', async guard => {
    expect(counterexampleOf(createSpace({ rules: await redeemRulesWithout(guard) }))).toEqual(
      counterexamples[guard],
    )
  })
})
