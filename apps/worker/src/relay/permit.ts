import type { AttemptAnswer } from '../attempt-answer.ts'
import type { Relay } from './open-relay.ts'

/**
 * A permit for one mail. `relays` are tried in order: the first at once, the others after `waitForTurn`, which resolves
 * to false when the worker stops; each after `pace` and while `canUse` returns true. `report` updates the state of a
 * relay for all workers.
 */
export type Permit = {
  relays: readonly [Relay, ...Relay[]]
  waitForTurn: (relay: Relay) => Promise<boolean>
  canUse: (relay: Relay) => boolean
  pace: (relay: Relay) => Promise<void>
  report: (relay: Relay, answer: AttemptAnswer) => void
  release: () => void
}

/**
 * `acquire` waits until a relay can be tried; it resolves to undefined once the gate is closed. `relaysAway` returns by
 * name whether each relay is away.
 */
export type RelayGate = {
  acquire: () => Promise<Permit | undefined>
  relaysAway: () => ReadonlyMap<string, boolean>
  close: () => void
}
