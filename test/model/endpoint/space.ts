import type { Space } from '../explore.ts'
import { movesOf } from './moves.ts'
import { allGuardsOfGate, endpointRules } from './rules.ts'
import {
  type EndpointKind,
  type EndpointScope,
  type EndpointWorld,
  newWorld,
  now,
  poisoned,
  type Webhook,
  type Worker,
  webhooks,
} from './world.ts'

export type EndpointMark = 'accepting' | 'delivered' | 'answering' | 'back' | 'away' | 'probed'

/** The endpoint, two workers and three webhooks, one of which always fails. */
export function createEndpointSpace({
  rules = endpointRules,
  guards = allGuardsOfGate,
}: Partial<EndpointScope> = {}): Space<EndpointWorld, EndpointKind, EndpointMark> {
  const scope = { rules, guards }
  return {
    initial: newWorld,
    moves: world => movesOf(world, scope),
    keyOf,
    broken: ({ breach, workers, wasSilent }) =>
      breach ?? (probesOf(workers) > 1 && !wasSilent ? 'two webhooks are the probe at a time' : undefined),
    marks: {
      accepting: ({ does }) => does === 'accept',
      delivered: ({ sent }) => webhooks.every(webhook => webhook === poisoned || sent.includes(webhook)),
      answering: world => openWebhooks(world).some(webhook => isAnswered(webhook, world)),
      back: ({ health }) => health.awayUntil === null,
      away: world => world.health.awayUntil !== null && openWebhooks(world).length > 0,
      probed: ({ workers }) => probesOf(workers) > 0,
    },
  }
}

const probesOf = (workers: readonly Worker[]) =>
  workers.flatMap(({ attempts }) => attempts).filter(({ isProbe }) => isProbe).length

const openWebhooks = ({ queued, workers }: EndpointWorld): Webhook[] => [
  ...queued,
  ...workers.flatMap(({ waiting, attempts }) => [...waiting, ...attempts]).map(({ webhook }) => webhook),
]

const isAnswered = (webhook: Webhook, { does }: EndpointWorld) =>
  does === 'refuse' || (does === 'accept' && webhook !== poisoned)

/** The workers are interchangeable. The pauses grow without end, and nothing asks for the answers or for an order. */
function keyOf({ health, workers, ...rest }: EndpointWorld): string {
  const { failed, absences, awayUntil, probeUntil } = health
  const until = [awayUntil, probeUntil].map(moment => (moment === null ? null : moment > now))
  return JSON.stringify([[...failed].sort(), absences > 0, until, workers.map(keyOfWorker).sort(), rest])
}

const keyOfWorker = ({ known, waiting, attempts, probe }: Worker) =>
  JSON.stringify([
    known,
    waiting,
    attempts.map(({ webhook, isProbe }) => `${webhook} ${isProbe}`).sort(),
    probe,
  ])
