import type { AttemptOutcome } from '@passlink/store'
import type { Guards } from './guards.ts'
import type { Delivery } from './protocol.ts'
import type { Rules } from './rules.ts'

/** `redriveAfter` is what the job's last failure left in it. */
export type Job = { redriveAfter: number | undefined }

export type Answer = { attempt: number; outcome: AttemptOutcome }

/** Where a worker's code stands. `job` is null once the queue has given the job to somebody else, or lost it. */
export type Worker =
  | { at: 'idle' }
  | { at: 'claimed' | 'handing over' | 'dot sent'; mail: Mail; relay: number; job: Job | null }
  | { at: 'answered'; answer: Answer; job: Job | null }
  | { at: 'ending'; verdict: Verdict; job: Job }

/** What the worker tells the queue of a job, as apps/worker/src/deliver.ts does. */
export type Verdict = 'done' | 'retry' | { deadAfter: number }

/** A mail with what the promises want to know of it. */
export type Mail = { attempt: number; unusableWhenClaimed: boolean; lapsedWhenBegun: boolean }

export type World = {
  /** Null until it is recorded. */
  delivery: Delivery | null
  /** The call was answered 200. */
  answered: boolean
  /** Jobs that no worker has, and the one in the failed set. */
  jobs: readonly Job[]
  failed: Job | null
  workers: readonly [Worker, Worker]
  /** The outcome in a settling transaction whose connection was lost: it may yet be committed, at any time. */
  adrift: Answer | null
  mailbox: readonly Mail[]
  acceptanceRecorded: boolean
  /** Attempts whose worker died or fell silent for a lease, or was not told an answer. */
  excused: readonly number[]
  redrivesAsked: number
}

/**
 * Who does it: a worker at a mail with its relays; the queue and its consumers; the chore that ends what is overdue; passing time;
 * the deadline; trouble; or a person.
 */
export type Kind = 'step' | 'queue' | 'expire' | 'time' | 'deadline' | 'fault' | 'person'

export type Step = { label: string; kind: Kind; next: World }

/** What is explored: by which rules, with which guards, and of how many attempts and relays at most. */
export type Scope = { rules: Rules; guards: Guards; attempts: number; relays: number }

export type Moves = (world: World, scope: Scope) => Step[]

export const emptyWorld: World = {
  delivery: null,
  answered: false,
  jobs: [],
  failed: null,
  workers: [{ at: 'idle' }, { at: 'idle' }],
  adrift: null,
  mailbox: [],
  acceptanceRecorded: false,
  excused: [],
  redrivesAsked: 0,
}

export const newJob: Job = { redriveAfter: undefined }

export const jobOf = (worker: Worker): Job | null => (worker.at === 'idle' ? null : worker.job)

/** What is adrift, unless carrying it out would change nothing any more. */
export function stillAdrift({ adrift, delivery }: World): Answer | null {
  if (!adrift || !delivery) return null
  const isVoid =
    adrift.outcome === 'accepted' ? delivery.status === 'sent' : delivery.attempts[adrift.attempt - 1]
  return isVoid ? null : adrift
}

/** How many jobs the queue counts as live. */
export const liveJobs = ({ jobs, workers }: World): number => jobs.length + workers.filter(jobOf).length

/** The attempt that a worker is at. */
export function attemptOf(worker: Worker): number | undefined {
  if (worker.at === 'answered') return worker.answer.attempt
  return 'mail' in worker ? worker.mail.attempt : undefined
}

export type Put = (worker: Worker, more?: Partial<World>) => World

/** The steps that each worker can take; of two idle ones it does not matter which does. */
export function eachWorker(world: World, steps: (worker: Worker, put: Put, name: string) => Step[]): Step[] {
  const [first, second] = world.workers
  const ofFirst = steps(first, (next, more) => ({ ...world, ...more, workers: [next, second] }), 'worker 1')
  if (first.at === 'idle' && second.at === 'idle') return ofFirst
  return [
    ...ofFirst,
    ...steps(second, (next, more) => ({ ...world, ...more, workers: [first, next] }), 'worker 2'),
  ]
}
