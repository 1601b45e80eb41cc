import { describe, expect, test } from 'vitest'
import { type Explored, explore } from '../explore.ts'
import {
  allGuardsOfGate,
  endpointRulesWithout,
  type GuardOfEndpointRules,
  type GuardOfGate,
  guardsOfEndpointRules,
  guardsOfGate,
} from './rules.ts'
import { createEndpointSpace, type EndpointMark } from './space.ts'
import type { EndpointKind, EndpointScope } from './world.ts'

/** What workers and time reach from every such state, without luck and whatever the poisoned webhook does. */
const guarantees = [
  { from: 'accepting', to: 'delivered', text: 'while the endpoint accepts webhooks, the others are sent' },
  { from: 'answering', to: 'back', text: 'an endpoint that would answer a webhook comes back' },
  { from: 'away', to: 'probed', text: 'an endpoint that is away is probed while a webhook is open' },
] as const

type Text = (typeof guarantees)[number]['text']

const brokenGuarantees = ({ stuck }: Explored<EndpointKind, EndpointMark>): Text[] =>
  guarantees.filter(({ from, to }) => stuck({ from, to, by: ['step', 'time'] })).map(({ text }) => text)

describe('in every state of two workers and three webhooks, of which one always fails,', () => {
  test('an endpoint that is away gets one webhook at a time, and none waits in vain', {
    timeout: 120_000,
  }, async ({ annotate }) => {
    const explored = explore(createEndpointSpace())
    await annotate(`${explored.states} states, ${explored.moves} moves`)
    expect(explored.violation).toBeUndefined()
    expect(brokenGuarantees(explored)).toEqual([])
    expect(explored.states).toBeGreaterThan(50_000)
  })
})

type Guard = GuardOfEndpointRules | GuardOfGate
type Liveness = 'probeLapses' | 'anyAnswerBringsBack' | 'unusedProbeEnds'

const goesAway = 'the endpoint goes away although no three webhooks failed in a row'

const counterexamples: Record<Exclude<Guard, Liveness>, string> = {
  alwaysFailingCountsOnce: goesAway,
  answersAreNoFailures: goesAway,
  awayTakesProbesOnly:
    'a webhook that is no probe begins although its worker knows that the endpoint is away',
  trialTakesOne: 'an endpoint on trial gets a second webhook of a worker',
  probesOneAtATime: 'two webhooks are the probe at a time',
  probeAwaitsPause: 'a probe begins before the pause is over',
  failureOfEndpointSpendsNothing: 'a webhook that failed with its endpoint spends a try',
  probesInOrder: 'the webhook that always fails is the probe twice while another waits',
}

const [areSent, comesBack, isProbed] = guarantees.map(({ text }) => text) as [Text, Text, Text]

const stuckWithout: Record<Liveness, Text[]> = {
  probeLapses: [areSent, comesBack, isProbed],
  unusedProbeEnds: [areSent, comesBack, isProbed],
  anyAnswerBringsBack: [comesBack],
}

describe('a promise breaks without this guard:', { timeout: 60_000 }, () => {
  const all = { ...guardsOfGate, ...guardsOfEndpointRules }

  async function exploreWithout(guard: Guard) {
    const scope: Partial<EndpointScope> =
      guard in guardsOfGate
        ? { guards: { ...allGuardsOfGate, [guard]: false } }
        : { rules: await endpointRulesWithout(guard as GuardOfEndpointRules) }
    return explore(createEndpointSpace(scope))
  }

  const named = <Expected>(expected: Record<string, Expected>) =>
    Object.entries(expected).map(([name, broken]) => {
      const guard = name as Guard
      const found = all[guard]
      return { guard, guarantee: typeof found === 'string' ? found : found.guarantee, broken }
    })

  test.each(named(counterexamples))('$guard ($guarantee)', async ({ guard, broken }) => {
    expect((await exploreWithout(guard)).violation?.broken).toBe(broken)
  })

  test.each(named(stuckWithout))('$guard ($guarantee)', async ({ guard, broken }) => {
    const explored = await exploreWithout(guard)
    expect(explored.violation).toBeUndefined()
    expect(brokenGuarantees(explored)).toEqual(broken)
  })
})
