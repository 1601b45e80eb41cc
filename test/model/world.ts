import type { AttemptOutcome } from '@passlink/store'
import type { Guards } from './guards.ts'
import type { Delivery } from './protocol.ts'
import type { Rules } from './rules.ts'

/** `redriveAfter` was set by the job's last failure. */
export type Job = { redriveAfter: number | undefined }

/** `relay` is the one that deferred the mail; null for every other outcome. */
export type Answer = { attempt: number; outcome: AttemptOutcome; relay: number | null }

/** `cleared`: the database has said that the content may leave. */
type MailStage = 'claimed' | 'cleared' | 'handing over' | 'dot sent'

/** How far a worker is. `relays` are those that are left to try, the current one first. `job` is null once the queue has lost the job or given it to another worker. */
export type Worker =
  | { at: 'idle' }
  | { at: MailStage; mail: Mail; relays: readonly number[]; job: Job | null }
  | { at: 'answered'; answer: Answer; job: Job | null }
  | { at: 'ending'; verdict: Verdict; job: Job }

/** What the worker reports to the queue about a job, as in apps/worker/src/deliver.ts. */
export type Verdict = 'done' | 'retry' | { deadAfter: number }

/** A mail with what the promises depend on. Before its content leaves, the database is asked, and then it begins. */
export type Mail = {
  attempt: number
  unusableWhenClaimed: boolean
  pausedWhenClaimed: boolean
  unusableWhenAsked: boolean
  sentWhenAsked: boolean
  lapsedWhenBegun: boolean
  beganWhereDeferred: boolean
}

export type World = {
  /** Null until it is recorded. */
  delivery: Delivery | null
  /** The call was answered 200. */
  answered: boolean
  /** Jobs that no worker has, and the one in the failed set. */
  jobs: readonly Job[]
  failed: Job | null
  workers: readonly [Worker, Worker]
  /** The relay of the last deferral that was recorded. */
  deferredBy: number | null
  /** The outcome in a settling transaction whose connection was lost: it may still be committed at any time. */
  inDoubt: Answer | null
  mailbox: readonly Mail[]
  acceptanceRecorded: boolean
  /** Attempts whose worker died, fell silent for a lease, or did not receive an answer. */
  excused: readonly number[]
  redrivesAsked: number
}

/**
 * Who or what makes the step: a worker sending a mail, the queue and its consumers, the expiry, passing time, the deadline,
 * the end of a pause, a fault, or a person.
 */
export type Kind = 'step' | 'queue' | 'expire' | 'time' | 'deadline' | 'resume' | 'fault' | 'person'

export type Step = { label: string; kind: Kind; next: World }

/** `tracksDeferrals`: which relay deferred a mail is part of the world. `pauses`: an operator can pause mails. */
export type Scope = {
  rules: Rules
  guards: Guards
  attempts: number
  relays: number
  tracksDeferrals: boolean
  pauses: boolean
}

export type Moves = (world: World, scope: Scope) => Step[]

export const emptyWorld: World = {
  delivery: null,
  answered: false,
  jobs: [],
  failed: null,
  workers: [{ at: 'idle' }, { at: 'idle' }],
  deferredBy: null,
  inDoubt: null,
  mailbox: [],
  acceptanceRecorded: false,
  excused: [],
  redrivesAsked: 0,
}

export const newJob: Job = { redriveAfter: undefined }

export const jobOf = (worker: Worker): Job | null => (worker.at === 'idle' ? null : worker.job)

/** The outcome in doubt, unless committing it would change nothing any more. */
export function stillInDoubt({ inDoubt, delivery }: World): Answer | null {
  if (!inDoubt || !delivery) return null
  const isVoid =
    inDoubt.outcome === 'accepted' ? delivery.status === 'sent' : delivery.attempts[inDoubt.attempt - 1]
  return isVoid ? null : inDoubt
}

/** The relay that deferred the last attempt that ended. */
export function deferredBy({ delivery, deferredBy }: World): number | null {
  const last = delivery?.attempts.findLast(outcome => outcome !== null)
  return last === 'deferred' ? deferredBy : null
}

/** How many jobs the queue counts as live. */
export const liveJobs = ({ jobs, workers }: World): number => jobs.length + workers.filter(jobOf).length

/** The attempt that a worker is working on. */
export function attemptOf(worker: Worker): number | undefined {
  if (worker.at === 'answered') return worker.answer.attempt
  return 'mail' in worker ? worker.mail.attempt : undefined
}

export type Put = (worker: Worker, more?: Partial<World>) => World

/** The steps of each worker. Two idle workers are interchangeable, so only the first one's are listed. */
export function eachWorker(world: World, steps: (worker: Worker, put: Put, name: string) => Step[]): Step[] {
  const [first, second] = world.workers
  const ofFirst = steps(first, (next, more) => ({ ...world, ...more, workers: [next, second] }), 'worker 1')
  if (first.at === 'idle' && second.at === 'idle') return ofFirst
  return [
    ...ofFirst,
    ...steps(second, (next, more) => ({ ...world, ...more, workers: [first, next] }), 'worker 2'),
  ]
}
