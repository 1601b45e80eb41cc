import type { HealthReport } from '@passlink/store'
import type { Relay } from './open-relay.ts'

/**
 * A permit for one mail. `relays` are those that are well, in the order of preference. The first has a turn of its
 * rate; `waitForTurn` waits for one of another relay, and resolves to false when the worker stops. A relay is used
 * after `pace` and while `canUse` returns true. `isStopping`: the worker stops, so nothing else is tried. `report`
 * updates the health of a relay for all workers.
 */
export type Permit = {
  relays: readonly [Relay, ...Relay[]]
  waitForTurn: (relay: Relay) => Promise<boolean>
  canUse: (relay: Relay) => boolean
  pace: (relay: Relay) => Promise<void>
  isStopping: () => boolean
  report: (relay: Relay, report: HealthReport) => void
  release: () => void
}

/**
 * `acquire` waits until a relay can take a mail; it resolves to undefined once the worker stops or `giveUp` is aborted.
 * `relaysAway` returns by name whether each relay is away. `pausedBecause` returns why, if all relays are paused, else
 * null.
 */
export type RelayGate = {
  acquire: (giveUp: AbortSignal) => Promise<Permit | undefined>
  relaysAway: () => ReadonlyMap<string, boolean>
  pausedBecause: () => string | null
  close: () => void
}
