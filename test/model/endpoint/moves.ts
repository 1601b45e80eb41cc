import { beginning, probing, waiting } from './gate.ts'
import { handingOver } from './handing-over.ts'
import {
  among,
  type EndpointKind,
  type EndpointMove,
  type EndpointScope,
  type EndpointWorld,
  type MovesOfWorker,
  newWorker,
  now,
  type To,
} from './world.ts'

const faultsMax = 1

/** Everything that can happen next: to the workers, to the endpoint, and with time. */
export const movesOf = (world: EndpointWorld, scope: EndpointScope): EndpointMove[] => [
  ...movesOfWorkers(world, scope),
  ...movesOfEndpoint(world),
  ...passingTime(world, scope),
]

const movesOfWorkers = (world: EndpointWorld, scope: EndpointScope): EndpointMove[] =>
  world.workers.flatMap((worker, place) => {
    const to: To = (label, kind, changed, more) => {
      const next = { ...worker, ...changed }
      const [first, second] = world.workers
      const workers: EndpointWorld['workers'] = place === 0 ? [next, second] : [first, next]
      return { label: `worker ${place + 1} ${label}`, kind, next: { ...world, ...more, workers } }
    }
    return [waiting, beginning, probing, handingOver, trouble].flatMap(moves =>
      moves(worker, world, scope, to),
    )
  })

const trouble: MovesOfWorker = (worker, { health, queued, wasSilent }, _, to) => {
  const held = [...worker.waiting, ...worker.attempts].map(({ webhook }) => webhook)
  const moves = [to('dies', 'fault', newWorker(health), { queued: among([...queued, ...held]) })]
  const { probeUntil } = health
  if (worker.probe === 'used' && probeUntil !== null && probeUntil > now && !wasSilent)
    moves.push(
      to(
        'is silent for longer than the lease of its probe',
        'fault',
        {},
        { health: { ...health, probeUntil: now }, wasSilent: true },
      ),
    )
  return moves
}

function movesOfEndpoint(world: EndpointWorld): EndpointMove[] {
  const to = (does: EndpointWorld['does'], kind: EndpointKind, faults = world.faults): EndpointMove => {
    return { label: `the endpoint begins to ${does}`, kind, next: { ...world, does, faults } }
  }
  if (world.does === 'fail') return [to('accept', 'mend'), to('refuse', 'mend')]
  if (world.does === 'refuse') return [to('accept', 'mend')]
  if (world.faults === faultsMax) return []
  return [to('refuse', 'fault', world.faults + 1), to('fail', 'fault', world.faults + 1)]
}

function passingTime(world: EndpointWorld, { guards }: EndpointScope): EndpointMove[] {
  const { health, workers } = world
  const { awayUntil, probeUntil } = health
  const moves: EndpointMove[] = []
  const add = (label: string, change: Partial<typeof health>) =>
    moves.push({ label, kind: 'time', next: { ...world, health: { ...health, ...change } } })
  if (awayUntil !== null && awayUntil > now) add('the pause is over', { awayUntil: now })
  // A worker that uses the probe, or gives it back, is done before the lease ends.
  const isHeld = workers.some(
    ({ probe }) => probe === 'used' || (probe === 'unused' && guards.unusedProbeEnds),
  )
  if (probeUntil !== null && probeUntil > now && !isHeld)
    add('the lease of the probe ends', { probeUntil: now })
  return moves
}
