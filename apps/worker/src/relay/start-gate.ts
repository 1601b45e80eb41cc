import { EventEmitter, once, setMaxListeners } from 'node:events'
import { every, type Logger } from '@passlink/runtime'
import type { RelayReport, RelayState } from '@passlink/store'
import type { AttemptAnswer } from '../attempt-answer.ts'
import type { Pace } from './create-pace.ts'
import type { Relay } from './open-relay.ts'

/**
 * Leave to send one mail: the relays to try, in their order, the first at once and each other after `waitForTurn` (which says
 * no when the worker is stopping), and each after `pace`. All workers learn from what is `report`ed of a relay.
 */
export type Permit = {
  relays: readonly [Relay, ...Relay[]]
  waitForTurn: (relay: Relay) => Promise<boolean>
  pace: (relay: Relay) => Promise<void>
  report: (relay: Relay, answer: AttemptAnswer) => void
  release: () => void
}

/**
 * `acquire` waits until some relay can be tried and gives nothing once the gate is closed. `relaysAway` says of each relay, by
 * name, whether it is away.
 */
export type RelayGate = {
  acquire: () => Promise<Permit | undefined>
  relaysAway: () => ReadonlyMap<string, boolean>
  close: () => void
}

type RelayRecords = {
  find: () => Promise<RelayState[]>
  report: (report: RelayReport) => Promise<RelayState>
  takeProbe: (relay: string) => Promise<boolean>
  returnProbe: (relay: string) => Promise<void>
}

type Known = { away: boolean; failures: number; probeAt: number }

const lookEveryMs = 1_000

/**
 * Lets deliveries pass to the preferred relay that is well. Of a relay that is away one mail at a time, over all workers, is
 * let through as a probe; while all are away nobody else passes, so that no attempt begins.
 */
export function startGate(
  relays: readonly [Relay, ...Relay[]],
  records: RelayRecords,
  { waitForTurn, pace }: Pace,
  log: Logger,
): RelayGate {
  const closing = new AbortController()
  const { signal } = closing
  // All deliveries that wait listen.
  setMaxListeners(0, signal)
  const changes = new EventEmitter().setMaxListeners(0)
  const known = new Map<Relay, Known>()
  const stateOf = (relay: Relay) => known.get(relay) as Known

  function learn(relay: Relay, state: RelayState) {
    if (state.away !== (known.get(relay)?.away ?? false))
      log.warn({ relay: relay.name }, state.away ? 'relay is away' : 'relay is back')
    const probeAt = state.away ? performance.now() + state.probeInMs : 0
    known.set(relay, { away: state.away, failures: state.failures, probeAt })
  }

  // Where the database does not answer, what was known last holds: without it nothing is claimed anyway.
  async function look() {
    try {
      const states = await records.find()
      for (const [index, relay] of relays.entries()) learn(relay, states[index] as RelayState)
    } finally {
      changes.emit('change')
    }
  }

  const looks = every(lookEveryMs, look, {
    firstInMs: 0,
    onError: error => log.warn({ err: error }, 'relays not looked up'),
  })

  // Before the first look nothing is known, and nobody passes: all relays may be away.
  async function choose(): Promise<{ relay: Relay; isProbe: boolean } | undefined> {
    for (const relay of known.keys()) {
      const state = stateOf(relay)
      if (!state.away) return { relay, isProbe: false }
      if (state.probeAt > performance.now()) continue
      // Nobody else here asks for the same probe.
      state.probeAt = performance.now() + lookEveryMs
      if (await records.takeProbe(relay.name).catch(() => false)) return { relay, isProbe: true }
    }
    return undefined
  }

  function createPermit(first: Relay, isProbe: boolean): Permit {
    let probe = isProbe ? first : undefined
    return {
      relays: [first, ...relays.filter(relay => relay !== first && !stateOf(relay).away)],
      waitForTurn: relay => waitForTurn(relay, signal),
      pace: relay => pace(relay, signal),
      report(relay, { outcome, retryAfterMs }) {
        const well = outcome !== 'not_sent' && outcome !== 'unknown'
        const wasProbe = relay === probe
        if (wasProbe) probe = undefined
        if (well && !wasProbe && stateOf(relay).failures === 0) return
        records
          .report({ relay: relay.name, well, probe: wasProbe, pauseMs: well ? null : retryAfterMs })
          .then(state => learn(relay, state))
          .catch(error => log.warn({ err: error, relay: relay.name }, 'relay not reported on'))
          .finally(() => changes.emit('change'))
      },
      release() {
        if (!probe) return
        const { name } = probe
        stateOf(probe).probeAt = 0
        records
          .returnProbe(name)
          .catch(error => log.warn({ err: error, relay: name }, 'probe not returned'))
          .finally(() => changes.emit('change'))
      },
    }
  }

  async function tryToAcquire(): Promise<Permit | undefined> {
    const chosen = await choose()
    if (!chosen) return undefined
    const permit = createPermit(chosen.relay, chosen.isProbe)
    const isTurn = await permit.waitForTurn(chosen.relay)
    if (isTurn && (chosen.isProbe || !stateOf(chosen.relay).away)) return permit
    permit.release()
    return undefined
  }

  return {
    async acquire() {
      while (!signal.aborted) {
        const permit = await tryToAcquire()
        if (permit) return permit
        if (!signal.aborted) await once(changes, 'change', { signal }).catch(() => {})
      }
      return undefined
    },
    relaysAway: () => new Map([...known].map(([{ name }, { away }]) => [name, away])),
    close() {
      closing.abort()
      void looks.stop()
    },
  }
}
