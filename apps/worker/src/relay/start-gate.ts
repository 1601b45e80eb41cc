import { EventEmitter } from 'node:events'
import { every, type Logger } from '@passlink/runtime'
import { type Candidate, choose, type HealthReport, scopeOfRelay } from '@passlink/store'
import type { HealthRecords } from '../health/open-health-records.ts'
import { type KnownHealth, refreshMs, watchHealth } from '../health/watch-health.ts'
import type { Pauses } from '../pauses/watch-pauses.ts'
import type { Pace } from './create-pace.ts'
import type { Relay } from './open-relay.ts'
import type { Permit, RelayGate } from './permit.ts'
import { createProbe } from './probe.ts'

const probeMs = 200

/**
 * Gives permits for the relays that are well, and probes those that are away, one worker at a time and without a mail.
 * A relay that is paused gets neither mails nor probes. While no relay can take a mail, or all mails are paused, there is
 * no permit, so no attempt begins; nor is there once `signal` is aborted, because the worker stops. Who gives up waits no
 * longer, and takes no turn.
 */
export function startGate(
  relays: readonly [Relay, ...Relay[]],
  records: HealthRecords,
  { waitForTurn, pace }: Pace,
  pauses: Pauses,
  { signal, log }: { signal: AbortSignal; log: Logger },
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
  const isPaused = ({ name }: Relay) => pauses.isPaused(scopeOfRelay(name))
  pauses.onChange(onChange)
  signal.addEventListener('abort', onChange, { once: true })

  // Before the first refresh no relay is known and there is no permit: all relays may be away.
  function chooseNow() {
    if (!health.of(relays[0].name)) return { takes: [], probes: [] }
    const usable = relays.filter(relay => !isPaused(relay))
    const candidates = usable.map((relay): Candidate => {
      return { ...stateOf(relay), inFlight: inFlightTo(relay), isStuck: relay.connections.areAllSilent() }
    })
    const { takes, probes } = choose(candidates, performance.now())
    const relaysAt = (places: number[]) => places.map(place => usable[place] as Relay)
    return { takes: pauses.isPaused('mail') ? [] : relaysAt(takes), probes: relaysAt(probes) }
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
      canUse: relay =>
        !isPaused(relay) && (stateOf(relay).away === null || (isLastResort && relay === first)),
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

  async function tryToAcquire(giveUp: AbortSignal): Promise<Permit | undefined> {
    const [first, ...others] = chooseNow().takes
    if (!first) return undefined
    const permit = createPermit([first, ...others])
    const isTurn = await waitForTurn(first, signal, giveUp)
    if (isTurn && permit.canUse(first) && !pauses.isPaused('mail')) return permit
    permit.release()
    return undefined
  }

  // The stop of the worker is a change too.
  function nextChange(giveUp: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      changes.on('change', end)
      giveUp.addEventListener('abort', end)
      function end() {
        changes.off('change', end)
        giveUp.removeEventListener('abort', end)
        resolve()
      }
    })
  }

  return {
    async acquire(giveUp) {
      const isOver = () => signal.aborted || giveUp.aborted
      while (!isOver()) {
        const permit = await tryToAcquire(giveUp)
        if (permit) return permit
        if (!isOver()) await nextChange(giveUp)
      }
      return undefined
    },
    relaysAway: health.away,
    pausedBecause() {
      const reasons = relays.map(({ name }) => pauses.reasonOf(scopeOfRelay(name)))
      return reasons.includes(null) ? null : [...new Set(reasons)].join('; ')
    },
    close() {
      for (const { connections } of relays) connections.dismiss()
      health.stop()
      void probing.stop()
    },
  }
}
