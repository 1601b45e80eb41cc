import { EventEmitter, once, setMaxListeners } from 'node:events'
import { every, type Logger } from '@passlink/runtime'
import type { RelayReport, RelayState } from '@passlink/store'
import type { Pace } from './create-pace.ts'
import type { Relay } from './open-relay.ts'
import type { Permit, RelayGate } from './permit.ts'

type RelayRecords = {
  find: () => Promise<RelayState[]>
  report: (report: RelayReport) => Promise<RelayState>
  takeProbe: (relay: string) => Promise<boolean>
  returnProbe: (relay: string) => Promise<void>
}

type KnownState = { away: boolean; failures: number; probeAt: number }

const refreshMs = 1_000

/**
 * Gives permits for the first relay that is not away. For a relay that is away it gives one permit at a time, over all
 * workers, for a probe. While all relays are away there are no other permits, so no attempt begins.
 */
export function startGate(
  relays: readonly [Relay, ...Relay[]],
  records: RelayRecords,
  { waitForTurn, pace }: Pace,
  log: Logger,
): RelayGate {
  const closing = new AbortController()
  const { signal } = closing
  // Every waiting delivery adds a listener.
  setMaxListeners(0, signal)
  const changes = new EventEmitter().setMaxListeners(0)
  const known = new Map<Relay, KnownState>()
  const stateOf = (relay: Relay) => known.get(relay) as KnownState

  function update(relay: Relay, state: RelayState) {
    const wasAway = known.get(relay)?.away ?? false
    if (state.away !== wasAway)
      log.warn({ relay: relay.name }, state.away ? 'relay is away' : 'relay is back')
    const probeAt = state.away ? performance.now() + state.probeInMs : 0
    known.set(relay, { away: state.away, failures: state.failures, probeAt })
    if (state.away && !wasAway) relay.connections.dismiss()
  }

  // If the database does not answer, the last states stay valid: nothing can be claimed without the database anyway.
  async function refresh() {
    try {
      const states = await records.find()
      for (const [index, relay] of relays.entries()) update(relay, states[index] as RelayState)
    } finally {
      changes.emit('change')
    }
  }

  const refreshing = every(refreshMs, refresh, {
    firstInMs: 0,
    onError: error => log.warn({ err: error }, 'relays not looked up'),
  })

  // Before the first refresh no relay is known and there is no permit: all relays may be away.
  async function choose(): Promise<{ relay: Relay; isProbe: boolean } | undefined> {
    for (const relay of known.keys()) {
      const state = stateOf(relay)
      if (!state.away) return { relay, isProbe: false }
      if (state.probeAt > performance.now()) continue
      // Prevents other deliveries of this worker from requesting the same probe.
      state.probeAt = performance.now() + refreshMs
      if (await records.takeProbe(relay.name).catch(() => false)) return { relay, isProbe: true }
    }
    return undefined
  }

  function createPermit(first: Relay, isProbe: boolean): Permit {
    let probe = isProbe ? first : undefined
    return {
      relays: [first, ...relays.filter(relay => relay !== first && !stateOf(relay).away)],
      waitForTurn: relay => waitForTurn(relay, signal),
      canUse: relay => relay === probe || !stateOf(relay).away,
      pace: relay => pace(relay, signal),
      report(relay, { outcome, retryAfterMs }) {
        const well = outcome !== 'not_sent' && outcome !== 'unknown'
        const wasProbe = relay === probe
        if (wasProbe) probe = undefined
        if (well && !wasProbe && stateOf(relay).failures === 0) return
        records
          .report({ relay: relay.name, well, probe: wasProbe, pauseMs: well ? null : retryAfterMs })
          .then(state => update(relay, state))
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
      for (const { connections } of relays) connections.dismiss()
      void refreshing.stop()
    },
  }
}
