import type { Backend } from './backend.ts'
import { apis, type FaultKind, type Manner, type Stage, stages, type Target, workers } from './fault.ts'
import { claimLeaseMs } from './settings.ts'

type Targets = readonly [Target, ...Target[]]

/** The possible targets, durations and manners of a kind of fault; the seed chooses among them. */
export type Shape = {
  targets: readonly [Targets, ...Targets[]]
  lastsMs: readonly [min: number, max: number]
  manners: readonly [Manner, ...Manner[]] | null
}

const relays = [['relay-1'], ['relay-1', 'relay-2']] as const

// From a little longer than a lease to several leases.
const frozenMs = [claimLeaseMs + 500, 3 * claimLeaseMs] as const
const pauseMs = [300, 1_000] as const

const each = <Name extends Target>([first, ...others]: readonly [Name, ...Name[]]): Shape['targets'] => [
  [first],
  ...others.map(name => [name] as const),
]

const processShapes: Partial<Record<FaultKind, Shape>> = {
  'api killed': { targets: each(apis), lastsMs: pauseMs, manners: null },
  'api frozen': { targets: each(apis), lastsMs: frozenMs, manners: null },
  'api terminated': { targets: each(apis), lastsMs: pauseMs, manners: null },
  'worker killed': { targets: each(workers), lastsMs: pauseMs, manners: null },
  'worker frozen': { targets: each(workers), lastsMs: frozenMs, manners: null },
  'worker terminated': { targets: each(workers), lastsMs: pauseMs, manners: null },
  'api log unread': { targets: each(apis), lastsMs: [3_000, 8_000], manners: null },
  'worker log unread': { targets: each(workers), lastsMs: [3_000, 8_000], manners: null },
  'api clock jumped': { targets: each(apis), lastsMs: [1_000, 4_000], manners: null },
  'worker clock jumped': { targets: each(workers), lastsMs: [1_000, 4_000], manners: null },
}

const redisShapes: Partial<Record<FaultKind, Shape>> = {
  'redis killed': { targets: [['redis']], lastsMs: [300, 4_000], manners: null },
  'redis emptied': { targets: [['redis']], lastsMs: [0, 0], manners: null },
  'redis frozen': { targets: [['redis']], lastsMs: [1_500, 6_000], manners: null },
  'redis connections cut': { targets: [['redis']], lastsMs: [0, 0], manners: null },
  'redis connections silent': { targets: [['redis']], lastsMs: [0, 0], manners: null },
  'redis demoted': { targets: [['redis']], lastsMs: [1_500, 6_000], manners: null },
  'redis full': { targets: [['redis']], lastsMs: [1_500, 6_000], manners: null },
}

const postgresShapes: Partial<Record<FaultKind, Shape>> = {
  'postgres restarted': { targets: [['postgres']], lastsMs: [100, 4_000], manners: null },
  'postgres crashed': { targets: [['postgres']], lastsMs: [100, 2_000], manners: null },
  'postgres frozen': { targets: [['postgres']], lastsMs: [1_500, 6_000], manners: null },
  'postgres connections cut': { targets: [['postgres']], lastsMs: [0, 0], manners: null },
  'postgres connections silent': { targets: [['postgres']], lastsMs: [0, 0], manners: null },
  'postgres read-only': { targets: [['postgres']], lastsMs: [1_500, 6_000], manners: null },
  'postgres rows locked': { targets: [['postgres']], lastsMs: [2_000, 8_000], manners: null },
}

const manners: Record<Stage, readonly [Manner, ...Manner[]]> = {
  greeting: ['cut', 'silent', 'slow', '421'],
  ehlo: ['cut', 'silent', 'slow', '421'],
  mail: ['cut', 'silent', 'slow', '421', '451'],
  rcpt: ['cut', 'silent', 'slow', '421', '451'],
  data: ['cut', 'silent', 'slow', '421', '451'],
  content: ['cut', 'silent', 'slow'],
  'after the dot, not kept': ['cut', 'silent', 'slow', 'mute', '421', '451'],
  'after the dot, kept': ['cut', 'silent', 'slow', 'mute'],
  quit: ['cut', 'silent', 'slow'],
}

const relayShapes: Partial<Record<FaultKind, Shape>> = Object.fromEntries(
  stages.map(stage => {
    // Workers send QUIT only when they stop.
    const targets =
      stage === 'quit'
        ? ([
            ['worker-1', 'relay-1'],
            ['worker-2', 'relay-1'],
          ] as const)
        : relays
    return [
      `relay at ${stage}`,
      { targets, lastsMs: [1_500, 5_000], manners: manners[stage] } satisfies Shape,
    ]
  }),
)

const shapes: Partial<Record<FaultKind, Shape>> = {
  ...processShapes,
  ...postgresShapes,
  ...relayShapes,
  'relays away': { targets: [['relay-1', 'relay-2']], lastsMs: [2_000, 8_000], manners: null },
  // Longer than any mail may wait for the other relay.
  'relay defers everything': { targets: [['relay-1']], lastsMs: [10_000, 15_000], manners: null },
  'relay limits connections': { targets: [['relay-1']], lastsMs: [3_000, 8_000], manners: null },
  'queue paused': { targets: [['queue']], lastsMs: [1_000, 6_000], manners: null },
  'webhook endpoint dead': { targets: [['endpoint']], lastsMs: [3_000, 8_000], manners: ['cut', 'silent'] },
}

/** The kinds of fault that apply to a backend. */
export function shapesFor(backend: Backend): [FaultKind, Shape][] {
  const all = backend === 'redis' ? { ...shapes, ...redisShapes } : shapes
  return Object.entries(all) as [FaultKind, Shape][]
}
