import type { Clock } from './clock.ts'
import { type Account, createMachine, createThread, type Machine, type Thread } from './machine.ts'
import { createQueue, type Queue } from './queue.ts'
import type { Costs, Site } from './site.ts'

/** A server of the queue: what waits in it, and the workers that take more, each of which is the first in turn. */
export type Shard = { thread: Thread; waiting: Queue<number>; onAdded: (() => void)[] }

/** Lets the workers of a shard take what waits. */
export function tellWorkers({ onAdded }: Shard): void {
  for (const tell of onAdded) tell()
  onAdded.push(...onAdded.splice(0, 1))
}

/** What the apps share. */
export type Servers = {
  clock: Clock
  site: Site
  costs: Costs
  /** A thread of a process, on the machine where it runs. */
  startThread: () => Thread
  shards: Shard[]
  relay: { thread: Thread; nextSlotAt: number }
  load: Thread
  postgres: Account
  /** A transaction of so much processor time and so many round trips, which waits for so long besides. */
  transact: (work: { ms: number; roundTrips: number; waitMs: number }, done: () => void) => void
}

const oneCore = { cores: 1, sharedSpeed: 1 }

export function startServers(clock: Clock, site: Site, costs: Costs): Servers {
  const shared = createMachine(clock, site.cores)
  const machine = (): Machine => (site.machines === 'one' ? shared : createMachine(clock, oneCore))
  const startThread = () => createThread(machine())
  const postgres = { ms: 0 }
  return {
    clock,
    site,
    costs,
    startThread,
    shards: Array.from({ length: site.redis }, () => ({
      thread: startThread(),
      waiting: createQueue(),
      onAdded: [],
    })),
    relay: { thread: startThread(), nextSlotAt: 0 },
    load: startThread(),
    postgres,
    transact({ ms, roundTrips, waitMs }, done) {
      const awayMs = roundTrips * site.roundTripMs + waitMs
      shared.run(postgres, ms, () => clock.at(clock.now() + awayMs, done))
    },
  }
}
