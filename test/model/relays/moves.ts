import { breachOf } from '../breach.ts'
import { answering, judged } from './answering.ts'
import type { RelayRules } from './rules.ts'
import {
  candidate,
  connectionsMax,
  faultsMax,
  type MovesOfRelay,
  now,
  type Relay,
  type RelayMove,
  type RelayWorld,
  type To,
} from './world.ts'

const probeLeaseMs = 1_000

/** Everything that can happen next: mails and probes begin and end, time passes, relays fail and are mended. */
export const movesOf = (world: RelayWorld, rules: RelayRules): RelayMove[] => [
  ...beginning(world, rules),
  ...world.relays.flatMap((relay, place) =>
    [answering, probing, changing].flatMap(moves => moves(relay, world, rules, toAt(world, place))),
  ),
]

function toAt(world: RelayWorld, place: number): To {
  return (label, kind, changed, more) => {
    const relays = world.relays.map((relay, index) => (index === place ? { ...relay, ...changed } : relay))
    const next = { ...world, ...more, relays: relays as [Relay, Relay] }
    return { label: `relay ${place + 1} ${label}`, kind, next }
  }
}

/** A mail goes to the first relay that takes one. It is at one relay at a time, because its attempt has the claim. */
function beginning(world: RelayWorld, rules: RelayRules): RelayMove[] {
  const { relays, mails } = world
  const candidates = relays.map(candidate)
  const [place] = rules.choose(candidates, now).takes
  if (place === undefined) return []
  const relay = relays[place] as Relay
  const { away, isOnTrial, isStuck, inFlight } = candidate(relay)
  // Otherwise the mail waits for a connection.
  if (relay.inFlight.length === connectionsMax && !isStuck) return []
  const breach = breachOf({
    'a relay that is away gets a mail beside one that is present':
      away !== null && candidates.some(({ away, isStuck }) => away === null && !isStuck),
    'a relay that is away because it fails gets a mail': away === 'failing',
    'a relay on trial gets a second mail': isOnTrial && inFlight > 0,
    'a relay whose connections are all silent gets a mail': isStuck,
  })
  const begun = new Set(relays.flatMap(({ inFlight }) => inFlight.map(({ mail }) => mail)))
  const to = toAt(world, place)
  return mails
    .filter(mail => !begun.has(mail))
    .map(mail => {
      const next = { inFlight: [...relay.inFlight, { mail, isReported: false }] }
      return to(`gets ${mail.delivery}, to ${mail.recipient}`, 'step', next, { breach })
    })
}

/** A probe begins, or it ends. It may fail although the relay does not. */
const probing: MovesOfRelay = (relay, world, rules, to) => {
  if (!relay.isProbed) {
    const place = world.relays.indexOf(relay)
    const isDue = rules.choose(world.relays.map(candidate), now).probes.includes(place)
    const health = isDue ? rules.decideTakeProbe(relay.health, probeLeaseMs, now) : undefined
    return health ? [to('is being probed', 'step', { health, isProbed: true })] : []
  }
  const passed = judged({ kind: 'probed', failure: null }, relay, relay, rules)
  const failed = judged({ kind: 'probed', failure: { answer: '', pauseMs: null } }, relay, relay, rules)
  const isFailing = relay.does === 'fail'
  return [
    ...(isFailing
      ? []
      : [to('passes its probe', 'step', { ...passed.relay, isProbed: false }, passed.world)]),
    to('fails its probe', isFailing ? 'step' : 'fault', { ...failed.relay, isProbed: false }, failed.world),
  ]
}

const changing: MovesOfRelay = ({ health, does }, { faults }, _, to) => {
  const { awayUntil } = health
  const moves =
    awayUntil === null || awayUntil === now
      ? []
      : [to('has paused', 'step', { health: { ...health, awayUntil: now } })]
  if (does !== 'accept') return [...moves, to('is mended', 'mend', { does: 'accept' })]
  if (faults === faultsMax) return moves
  const fault = { faults: faults + 1 }
  return [
    ...moves,
    to('begins to fail', 'fault', { does: 'fail' }, fault),
    to('begins to defer', 'fault', { does: 'defer' }, fault),
  ]
}
