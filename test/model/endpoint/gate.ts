import { breachOf } from '../breach.ts'
import type { GuardsOfGate } from './rules.ts'
import { candidate, knownOf, type MovesOfWorker, now, poisoned, type Worker } from './world.ts'

const leaseMs = 20_000

/** A job comes to the worker and waits for a permit, at most until the deadline of its webhook. */
export const waiting: MovesOfWorker = ({ known, waiting }, { queued, health }, _, to) => {
  const looked = knownOf(health)
  const isNew = looked.away !== known.away || looked.isOnTrial !== known.isOnTrial
  return [
    ...queued.map(webhook =>
      to(
        `takes the job of ${webhook}`,
        'step',
        { waiting: [...waiting, { webhook, wasPassed: false }] },
        { queued: queued.filter(other => other !== webhook) },
      ),
    ),
    // The others have time enough, so that nothing else keeps them from being sent.
    ...waiting
      .filter(({ webhook }) => webhook === poisoned)
      .map(ended =>
        to(`sees that ${poisoned} has ended`, 'deadline', { waiting: waiting.filter(one => one !== ended) }),
      ),
    ...(isNew ? [to('looks at the endpoint', 'step', { known: looked })] : []),
  ]
}

/** A webhook gets a permit that is no probe. */
export const beginning: MovesOfWorker = (worker, _, { rules }, to) => {
  const seen = candidate(worker)
  const [first, ...others] = worker.waiting
  if (!first || rules.choose([seen], now).takes.length === 0) return []
  const attempt = { webhook: first.webhook, isProbe: false }
  const breach = breachOf({
    'a webhook that is no probe begins although its worker knows that the endpoint is away':
      seen.away !== null,
    'an endpoint on trial gets a second webhook of a worker': seen.isOnTrial && seen.inFlight > 0,
  })
  const next = { waiting: others, attempts: [...worker.attempts, attempt] }
  return [to(`begins with ${first.webhook}`, 'step', next, { breach })]
}

/** While webhooks wait and the endpoint is away, the worker asks the database for the probe, and gives it to one of them. */
export const probing: MovesOfWorker = (worker, { health }, { rules, guards }, to) => {
  switch (worker.probe) {
    case 'none': {
      const isDue = worker.waiting.length > 0 && rules.choose([candidate(worker)], now).probes.length > 0
      return isDue ? [to('asks for the probe', 'step', { probe: 'asked' })] : []
    }
    case 'asked': {
      const taken = rules.decideTakeProbe(health, leaseMs, now)
      if (!taken) return [to('does not get the probe', 'step', { probe: 'none' })]
      const { does, next, isUnfair } = grant(worker, guards)
      const breach = breachOf({
        'a probe begins before the pause is over': health.awayUntil === null || health.awayUntil > now,
        'the webhook that always fails is the probe twice while another waits': isUnfair,
      })
      return [
        to(does, 'step', next, { health: taken, breach }),
        to('gets the probe, but the answer is lost', 'fault', { probe: 'none' }, { health: taken }),
      ]
    }
    case 'unused':
      if (!guards.unusedProbeEnds) return []
      return [
        to('gives the probe back', 'step', { probe: 'none' }, { health: { ...health, probeUntil: null } }),
        to('cannot give the probe back', 'fault', { probe: 'none' }),
      ]
    case 'used':
      return []
  }
}

type Granted = { does: string; next: Partial<Worker>; isUnfair: boolean }

/** The probe becomes the permit of a webhook, unless none waits any more. */
function grant({ waiting, attempts }: Worker, { probesInOrder }: GuardsOfGate): Granted {
  const chosen = probesInOrder ? waiting[0] : waiting.at(-1)
  if (!chosen) return { does: 'has no webhook for the probe', next: { probe: 'unused' }, isUnfair: false }
  const { webhook } = chosen
  const others = waiting.filter(other => other !== chosen)
  const isPoisoned = webhook === poisoned
  return {
    does: `begins with ${webhook} as the probe`,
    next: {
      probe: 'used',
      attempts: [...attempts, { webhook, isProbe: true }],
      waiting: others.map(other => ({ ...other, wasPassed: other.wasPassed || isPoisoned })),
    },
    isUnfair: isPoisoned && others.some(({ wasPassed }) => wasPassed),
  }
}
