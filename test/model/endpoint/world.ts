import { type Candidate, type Health, type ServerState, stateOf, unknownHealth } from '@passlink/store'
import type { Move } from '../explore.ts'
import type { EndpointRules, GuardsOfGate } from './rules.ts'

/** The endpoint answers the poisoned one with 500 even while it accepts the others. */
export const webhooks = ['webhook 1', 'webhook 2', 'the poisoned one'] as const
export type Webhook = (typeof webhooks)[number]
export const poisoned: Webhook = 'the poisoned one'

/** A webhook that waits for a permit. `wasPassed`: the poisoned one was the probe of the same worker meanwhile. */
export type Waiting = { webhook: Webhook; wasPassed: boolean }

/** A webhook that is being handed over. */
export type Attempt = { webhook: Webhook; isProbe: boolean }

/** A worker with its gate, as in apps/worker/src/webhook/start-endpoint-gate.ts. */
export type Worker = {
  /** What it has learned of the endpoint last. */
  known: Pick<ServerState, 'away' | 'isOnTrial'>
  /** In the order in which they came. */
  waiting: readonly Waiting[]
  attempts: readonly Attempt[]
  /** A probe that the database is asked for, that a webhook uses, or that no webhook uses any more. */
  probe: 'none' | 'asked' | 'used' | 'unused'
}

export type EndpointWorld = {
  health: Health
  /** `refuse`: it answers 404. `fail`: it does not answer. */
  does: 'accept' | 'refuse' | 'fail'
  workers: readonly [Worker, Worker]
  /** Those whose jobs no worker has, whether they are due or not. */
  queued: readonly Webhook[]
  sent: readonly Webhook[]
  /** Those whose failures were reported since the last answer was. */
  failed: readonly Webhook[]
  faults: number
  /** A worker fell silent for longer than the lease of its probe. */
  wasSilent: boolean
  /** What must not happen. */
  breach: string | undefined
}

/** A worker at work, passing time, a deadline, a fault, or an endpoint that is mended. */
export type EndpointKind = 'step' | 'time' | 'deadline' | 'fault' | 'mend'
export type EndpointMove = Move<EndpointWorld, EndpointKind>
export type EndpointScope = { rules: EndpointRules; guards: GuardsOfGate }

/** A move after which the worker and the world are changed in this way. */
export type To = (
  label: string,
  kind: EndpointKind,
  worker: Partial<Worker>,
  world?: Partial<EndpointWorld>,
) => EndpointMove

export type MovesOfWorker = (
  worker: Worker,
  world: EndpointWorld,
  scope: EndpointScope,
  to: To,
) => EndpointMove[]

export const now = 1_000_000

export function knownOf(health: Health): Worker['known'] {
  const { away, isOnTrial } = stateOf(health, now)
  return { away, isOnTrial }
}

export const newWorker = (health: Health): Worker => {
  return { known: knownOf(health), waiting: [], attempts: [], probe: 'none' }
}

export const newWorld: EndpointWorld = {
  health: unknownHealth,
  does: 'accept',
  workers: [newWorker(unknownHealth), newWorker(unknownHealth)],
  queued: webhooks,
  sent: [],
  failed: [],
  faults: 0,
  wasSilent: false,
  breach: undefined,
}

/** The endpoint as a worker sees it. It may think that the pause is over at any time: it may have learned of it long ago. */
export const candidate = ({ known, attempts }: Worker): Candidate => ({
  ...known,
  probeAt: now,
  inFlight: attempts.filter(({ isProbe }) => !isProbe).length,
  isStuck: false,
})

/** In the order of {@link webhooks}, each once. */
export const among = (some: readonly Webhook[]): Webhook[] =>
  webhooks.filter(webhook => some.includes(webhook))
