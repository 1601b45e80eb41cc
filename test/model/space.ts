import type { Space } from './explore.ts'
import { allGuards } from './guards.ts'
import { keyOf } from './key.ts'
import { api } from './moves/api.ts'
import { claiming } from './moves/claiming.ts'
import { people } from './moves/people.ts'
import { queue } from './moves/queue.ts'
import { sending } from './moves/sending.ts'
import { settling } from './moves/settling.ts'
import { trouble } from './moves/trouble.ts'
import { brokenPromise } from './promises.ts'
import { isOpen } from './protocol.ts'
import { rules as allRules } from './rules.ts'
import { attemptOf, emptyWorld, type Kind, type Scope, type World } from './world.ts'

const allMoves = [api, claiming, sending, settling, queue, trouble, people]

export type Mark = 'answered' | 'ended' | 'over' | 'sendable' | 'sent'

type Options = Partial<Pick<Scope, 'rules' | 'guards' | 'attempts' | 'tracksDeferrals' | 'pauses'>>

/** One delivery, two workers, two relays, at most `attempts` attempts and every kind of fault, under these rules and guards. */
export function createSpace({
  rules = allRules,
  guards = allGuards,
  attempts = 3,
  tracksDeferrals = false,
  pauses = true,
}: Options = {}): Space<World, Kind, Mark> {
  const scope = { rules, guards, attempts, relays: 2, tracksDeferrals, pauses }
  return {
    initial: emptyWorld,
    keyOf: world => keyOf(world, tracksDeferrals ? attempts : 0),
    broken: brokenPromise,
    moves: world => allMoves.flatMap(moves => moves(world, scope)),
    marks: {
      answered: ({ answered }) => answered,
      ended: ({ delivery }) => delivery !== null && !isOpen(delivery),
      over: ({ delivery, workers, jobs }) =>
        delivery !== null &&
        !isOpen(delivery) &&
        jobs.length === 0 &&
        workers.every(({ at }) => at === 'idle'),
      sendable: ({ delivery, workers }) =>
        delivery !== null &&
        isOpen(delivery) &&
        !workers.some(worker => attemptOf(worker) === delivery.attempts.length) &&
        !delivery.deadlinePassed &&
        delivery.link === 'open' &&
        delivery.attempts.length < attempts,
      sent: ({ delivery }) => delivery?.status === 'sent',
    },
  }
}
