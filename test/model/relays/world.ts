import { type Candidate, type Health, stateOf } from '@passlink/store'
import type { Move } from '../explore.ts'
import type { RelayRules } from './rules.ts'

/** One delivery of a mail to a person. */
export type Mail = { delivery: string; recipient: string }

/** `isReported`: the relay was reported to be silent about the mail, which it has not answered yet. */
export type InFlight = { mail: Mail; isReported: boolean }

/** What really went wrong: which mails failed since the last answer, and whose were deferred since the last acceptance. */
export type Trouble = { failed: readonly string[]; deferred: readonly string[] }

export type Relay = Trouble & {
  health: Health
  /** What it does with every mail; even one that accepts them has trouble with one person's mailbox. */
  does: 'accept' | 'fail' | 'defer'
  inFlight: readonly InFlight[]
  /** A probe is under way, which carries no mail. */
  isProbed: boolean
}

export type RelayWorld = {
  relays: readonly [Relay, Relay]
  mails: readonly Mail[]
  /** What must not happen. */
  breach: string | undefined
  faults: number
}

/** A relay that works or answers, a fault of a relay, or a relay that is mended. */
export type RelayKind = 'step' | 'fault' | 'mend'
export type RelayMove = Move<RelayWorld, RelayKind>

/** A move after which a relay and the world are changed in this way. */
export type To = (
  label: string,
  kind: RelayKind,
  relay: Partial<Relay>,
  world?: Partial<RelayWorld>,
) => RelayMove

export type MovesOfRelay = (relay: Relay, world: RelayWorld, rules: RelayRules, to: To) => RelayMove[]

export const now = 1_000_000
export const faultsMax = 1
/** How many connections to a relay there may be. */
export const connectionsMax = 2

/** The person whose mailbox is in trouble now and then. */
export const troubled = 'Alice'

/** What a worker knows of a relay, as in apps/worker/src/relay/start-gate.ts. */
export function candidate({ health, inFlight }: Relay): Candidate {
  const state = stateOf(health, now)
  const unreported = inFlight.filter(({ isReported }) => !isReported).length
  return {
    ...state,
    probeAt: now + state.probeInMs,
    inFlight: unreported,
    isStuck: inFlight.length === connectionsMax && unreported === 0,
  }
}
