import { stateOf, unknownHealth } from '@passlink/store'
import type { Space } from '../explore.ts'
import { movesOf } from './moves.ts'
import { type RelayRules, relayRules } from './rules.ts'
import { candidate, faultsMax, type Mail, now, type Relay, type RelayKind, type RelayWorld } from './world.ts'

const mailsTo = (...people: string[]): Mail[] =>
  people.map((recipient, index) => ({ delivery: `mail ${index + 1}`, recipient }))

const threePeople = mailsTo('Alice', 'Bob', 'Carol')
const onePerson = mailsTo('Alice', 'Alice', 'Alice')

/** What two relays do at first, and the mails that go through them. If the first relay accepts, there can be a fault. */
const scenarios = {
  'two that accept': { does: ['accept', 'accept'], mails: threePeople },
  'one that fails and one that defers': { does: ['fail', 'defer'], mails: threePeople },
  'two that accept, with the mails of one person': { does: ['accept', 'accept'], mails: onePerson },
} satisfies Record<string, { does: [Relay['does'], Relay['does']]; mails: Mail[] }>

export type Scenario = keyof typeof scenarios

export type RelayMark = 'any' | 'well'

export function createRelaySpace(
  scenario: Scenario,
  rules: RelayRules = relayRules,
): Space<RelayWorld, RelayKind, RelayMark> {
  const { does, mails } = scenarios[scenario]
  const [first, second] = does.map(newRelay) as [Relay, Relay]
  return {
    initial: {
      relays: [first, second],
      mails,
      breach: undefined,
      faults: first.does === 'accept' ? 0 : faultsMax,
    },
    moves: world => movesOf(world, rules),
    keyOf: ({ relays, breach, faults }) => JSON.stringify([relays.map(keyOf), breach, faults]),
    broken: ({ breach, relays }) =>
      breach ?? (isStarving(relays, rules) ? 'no relay takes a mail although one only defers' : undefined),
    marks: {
      any: () => true,
      well: ({ relays: [preferred, other] }) =>
        stateOf(preferred.health, now).isWell && other.health.awayUntil === null,
    },
  }
}

const newRelay = (does: Relay['does']): Relay => ({
  does,
  health: unknownHealth,
  inFlight: [],
  isProbed: false,
  failed: [],
  deferred: [],
})

function isStarving(relays: RelayWorld['relays'], { choose }: RelayRules): boolean {
  const candidates = relays.map(candidate)
  const isAnyDeferring =
    candidates.every(({ away, isStuck }) => away || isStuck) &&
    candidates.some(({ away, isStuck }) => away === 'deferring' && !isStuck)
  return isAnyDeferring && choose(candidates, now).takes.length === 0
}

// The pauses grow without end, and nothing asks for the answers or for an order.
function keyOf({ health, does, inFlight, isProbed, failed, deferred }: Relay) {
  const { awayUntil, probeUntil, reason, absences } = health
  return [
    [health.failed, health.deferred].map(subjects => [...subjects].sort()),
    awayUntil === null ? null : [reason, awayUntil <= now, probeUntil !== null],
    Math.min(absences, 1),
    inFlight.map(({ mail, isReported }) => `${mail.delivery} ${isReported}`).sort(),
    [does, isProbed, failed, deferred],
  ]
}
