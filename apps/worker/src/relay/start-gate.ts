import { EventEmitter, once, setMaxListeners } from 'node:events'
import type { Logger } from '@passlink/runtime'
import type { RelayReport, RelayState } from '@passlink/store'
import type { AttemptAnswer } from '../attempt-answer.ts'
import type { Pace } from './create-pace.ts'
import { namedDelayMs } from './named-delay.ts'
import type { Relay } from './open-relay.ts'

/**
 * Leave to send one mail: the relays to try, in their order, the first at once and each other when it is `inTurn` (which says
 * no when the worker is stopping), and `spaced` just before it leaves. What was `heard` of each is shared with all workers. Ends with `leave`.
 */
export type Passage = {
  relays: readonly [Relay, ...Relay[]]
  inTurn: (relay: Relay) => Promise<boolean>
  spaced: (relay: Relay) => Promise<void>
  heard: (relay: Relay, answer: AttemptAnswer) => void
  leave: () => void
}

/**
 * `enter` gives leave where some relay is there to be tried, else nothing; `changed` resolves when asking again is worth it,
 * and once the gate is closed. `relaysAway` says of each relay, by name, whether it is away.
 */
export type Gate = {
  enter: () => Promise<Passage | undefined>
  changed: () => Promise<void>
  isClosed: () => boolean
  relaysAway: () => ReadonlyMap<string, boolean>
  close: () => void
}

type Parts = {
  relays: readonly [Relay, ...Relay[]]
  find: () => Promise<RelayState[]>
  report: (report: RelayReport) => Promise<RelayState>
  takeProbe: (relay: string) => Promise<boolean>
  returnProbe: (relay: string) => Promise<void>
  pace: Pace
  log: Logger
}

type Known = { away: boolean; failures: number; probeAt: number }

const lookEveryMs = 1_000

/**
 * Lets deliveries pass to the preferred relay that is well. Of a relay that is away one mail at a time, over all workers, is
 * let through as a probe; while all are away nobody else passes, so that no attempt begins.
 */
export function startGate(parts: Parts): Gate {
  const { relays, log } = parts
  const closing = new AbortController()
  // All that wait listen.
  setMaxListeners(0, closing.signal)
  const changes = new EventEmitter().setMaxListeners(0)
  const known = new Map<Relay, Known>()
  const is = (relay: Relay) => known.get(relay) as Known

  function learn(relay: Relay, state: RelayState) {
    if (state.away !== (known.get(relay)?.away ?? false))
      log.warn({ relay: relay.name }, state.away ? 'relay is away' : 'relay is back')
    const probeAt = state.away ? performance.now() + state.probeInMs : 0
    known.set(relay, { away: state.away, failures: state.failures, probeAt })
  }

  // Where the database does not answer, what was known last holds: without it nothing is claimed anyway.
  async function look() {
    try {
      const states = await parts.find()
      for (const [index, relay] of relays.entries()) learn(relay, states[index] as RelayState)
    } catch (error) {
      log.warn({ err: error }, 'relays not looked up')
    }
    changes.emit('change')
  }

  const firstLook = look()
  const timer = setInterval(look, lookEveryMs)

  async function choose(): Promise<{ relay: Relay; probe: boolean } | undefined> {
    // Before the first look nobody passes: all relays may be away.
    for (const relay of known.keys()) {
      if (!is(relay).away) return { relay, probe: false }
      if (is(relay).probeAt > performance.now()) continue
      // Nobody else here asks for the same probe.
      is(relay).probeAt = performance.now() + lookEveryMs
      if (await parts.takeProbe(relay.name).catch(() => false)) return { relay, probe: true }
    }
    return undefined
  }

  function passage(first: Relay, probe: boolean): Passage {
    let probing = probe
    return {
      relays: [first, ...relays.filter(relay => relay !== first && !is(relay).away)],
      inTurn: relay => parts.pace.inTurn(relay, closing.signal),
      spaced: parts.pace.spaced,
      heard(relay, { outcome, detail }) {
        const well = outcome !== 'not_sent' && outcome !== 'unknown'
        const isProbe = probing && relay === first
        if (isProbe) probing = false
        if (well && !isProbe && is(relay).failures === 0) return
        parts
          .report({
            relay: relay.name,
            well,
            probe: isProbe,
            pauseMs: well ? null : (namedDelayMs(detail) ?? null),
          })
          .then(state => learn(relay, state))
          .catch(error => log.warn({ err: error, relay: relay.name }, 'relay not reported on'))
          .finally(() => changes.emit('change'))
      },
      leave() {
        if (!probing) return
        is(first).probeAt = 0
        parts
          .returnProbe(first.name)
          .catch(error => log.warn({ err: error, relay: first.name }, 'probe not returned'))
          .finally(() => changes.emit('change'))
      },
    }
  }

  return {
    async enter() {
      await firstLook
      const chosen = closing.signal.aborted ? undefined : await choose()
      if (!chosen) return undefined
      const entered = passage(chosen.relay, chosen.probe)
      const isTurn = await entered.inTurn(chosen.relay)
      if (isTurn && (chosen.probe || !is(chosen.relay).away)) return entered
      entered.leave()
      return undefined
    },
    async changed() {
      await once(changes, 'change', { signal: closing.signal }).catch(() => {})
    },
    isClosed: () => closing.signal.aborted,
    relaysAway: () => new Map([...known].map(([{ name }, { away }]) => [name, away])),
    close() {
      closing.abort()
      clearInterval(timer)
    },
  }
}
