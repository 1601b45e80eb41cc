import type { Backend } from './backend.ts'
import type { Fault, FaultKind } from './fault.ts'
import { type Shape, shapesFor } from './fault-kinds.ts'
import { createRandom, type Random } from './random.ts'

export type Schedule = { faults: Fault[]; lastsMs: number }

const quietMs = 3_000
const gapMs = [1_500, 3_500] as const
const overlapShare = 0.5

/**
 * The faults with their times, determined by the seed. Each kind comes once before any comes again, then faults of apps more
 * often than others. At most two faults overlap; after them there is a gap, in which the system can recover.
 */
export function planSchedule(seed: number, backend: Backend, count: number): Schedule {
  const random = createRandom(seed)
  const faults: Fault[] = []
  let atMs = quietMs
  let endMs = atMs
  let overlaps = false
  for (const [kind, shape] of drawKinds(random, shapesFor(backend), count)) {
    const fault = { atMs: Math.round(atMs), ...drawFault(random, kind, shape) }
    faults.push(fault)
    endMs = Math.max(endMs, fault.atMs + fault.lastsMs)
    overlaps = !overlaps && random.next() < overlapShare
    atMs = overlaps ? fault.atMs + fault.lastsMs * random.next() : endMs + random.between(...gapMs)
  }
  return { faults, lastsMs: endMs + quietMs }
}

function drawKinds(random: Random, kinds: [FaultKind, Shape][], count: number): [FaultKind, Shape][] {
  const drawn: [FaultKind, Shape][] = []
  const ofApps = kinds.filter(([kind]) => /^(api|worker) /.test(kind))
  while (drawn.length < count)
    drawn.push(...random.shuffle(drawn.length === 0 ? kinds : [...kinds, ...ofApps]))
  return drawn.slice(0, count)
}

function drawFault(random: Random, kind: FaultKind, shape: Shape): Omit<Fault, 'atMs'> {
  return {
    kind,
    targets: random.pick(shape.targets),
    lastsMs: random.between(...shape.lastsMs),
    manner: shape.manners && random.pick(shape.manners),
  }
}
