import { EventEmitter, once } from 'node:events'
import { every, type Logger } from '@passlink/runtime'
import { type Candidate, choose, type HealthReport } from '@passlink/store'
import type { HealthRecords } from '../health/open-health-records.ts'
import { type KnownHealth, refreshMs, watchHealth } from '../health/watch-health.ts'
import type { Pace } from './create-pace.ts'
import type { Relay } from './open-relay.ts'
import type { Permit, RelayGate } from './permit.ts'
import { createProbe } from './probe.ts'

const probeMs = 200

/**
 * Gives permits for the relays that are well, and probes those that are away, one worker at a time and without a mail.
 * While no relay can take a mail there is no permit, so no attempt begins; nor is there once `signal` is aborted, because
 * the worker stops.
 */
export function startGate(
  relays: readonly [Relay, ...Relay[]],
  records: HealthRecords,
  { waitForTurn, pace }: Pace,
  signal: AbortSignal,
  log: Logger,
): RelayGate {
  const changes = new EventEmitter().setMaxListeners(0)
  const inFlight = new Map(relays.map(relay => [relay, 0]))
  const inFlightTo = (relay: Relay) => inFlight.get(relay) ?? 0
  const names = relays.map(({ name }) => name)
  const onChange = () => void changes.emit('change')
  const onAway = (name: string) => relays.find(relay => relay.name === name)?.connections.dismiss()
  const health = watchHealth('relay', names, records, { onChange, onAway }, log)
  const stateOf = (relay: Relay) => health.of(relay.name) as KnownHealth
  const report = (relay: Relay, given: HealthReport) => void health.report(relay.name, given)

  // Before the first refresh no relay is known and there is no permit: all relays may be away.
  function chooseNow() {
    if (!health.of(relays[0].name)) return { takes: [], probes: [] }
    const candidates = relays.map((relay): Candidate => {
      return { ...stateOf(relay), inFlight: inFlightTo(relay), isStuck: relay.connections.areAllSilent() }
    })
    const { takes, probes } = choose(candidates, performance.now())
    const relaysAt = (places: number[]) => places.map(place => relays[place] as Relay)
    return { takes: relaysAt(takes), probes: relaysAt(probes) }
  }

  const probe = createProbe(records, report, { signal, log })
  const probing = every(
    probeMs,
    async () => {
      for (const relay of chooseNow().probes) {
        // Another worker may have taken the probe, which the next refresh tells.
        stateOf(relay).probeAt = performance.now() + refreshMs
        void probe(relay)
      }
    },
    { onError: error => log.warn({ err: error }, 'relays not probed') },
  )

  function createPermit(chosen: [Relay, ...Relay[]]): Permit {
    const [first] = chosen
    const isLastResort = stateOf(first).away !== null
    let isInFlight = true
    inFlight.set(first, inFlightTo(first) + 1)
    function leave() {
      if (!isInFlight) return
      isInFlight = false
      inFlight.set(first, inFlightTo(first) - 1)
      if (stateOf(first).isOnTrial) changes.emit('change')
    }
    return {
      relays: chosen,
      waitForTurn: relay => waitForTurn(relay, signal),
      canUse: relay => stateOf(relay).away === null || (isLastResort && relay === first),
      pace: relay => pace(relay, signal),
      isStopping: () => signal.aborted,
      report(relay, given) {
        const isUsual = given.kind === 'accepted' || given.kind === 'rejected'
        // What the stop ended is no failure of the relay.
        const isOurs = signal.aborted && given.kind === 'failed'
        if (!isOurs && (!isUsual || !stateOf(relay).isWell)) report(relay, given)
        if (relay === first) leave()
      },
      release: leave,
    }
  }

  async function tryToAcquire(): Promise<Permit | undefined> {
    const [first, ...others] = chooseNow().takes
    if (!first) return undefined
    const permit = createPermit([first, ...others])
    if ((await permit.waitForTurn(first)) && permit.canUse(first)) return permit
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
    relaysAway: health.away,
    close() {
      for (const { connections } of relays) connections.dismiss()
      health.stop()
      void probing.stop()
    },
  }
}
