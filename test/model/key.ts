import type { Delivery } from './protocol.ts'
import { type Answer, deferredBy, type Job, stillInDoubt, type Worker, type World } from './world.ts'

/**
 * Equal for states that no verb, move or promise can ever tell apart: the workers are interchangeable; a settled attempt
 * counts only as unknown or not, against the number of mails, and of late answers to it only an acceptance matters; a job's
 * redrive is void once there are more attempts than it names; a redeemed link is as unusable as a revoked one; once it is
 * sent, a pause does not matter.
 * Which relay deferred a mail matters while fewer than `attemptsMax` attempts have begun.
 */
export function keyOf(world: World, attemptsMax: number): string {
  const { delivery, workers, failed } = world
  if (!delivery) return world.answered ? 'answered' : ''
  const mayFollow = delivery.attempts.length < attemptsMax
  const inDoubt = stillInDoubt(world)
  const [first, second] = [
    codeOfWorker(workers[0], delivery, mayFollow),
    codeOfWorker(workers[1], delivery, mayFollow),
  ]
  return String.fromCharCode(
    codeOfDelivery(world, delivery),
    codeOfCounts(world, delivery),
    codeOfJobs(world.jobs, delivery) * 3 + codeOfJob(failed, delivery),
    inDoubt ? 1 + codeOfAnswer(inDoubt, delivery, mayFollow) : 0,
    delivery.status !== 'sent' && mayFollow ? codeOfDeferrer(deferredBy(world)) : 0,
    Math.min(first, second),
    Math.max(first, second),
  )
}

const statuses: Delivery['status'][] = ['queued', 'sending', 'waiting', 'sent', 'dead']

function codeOfDelivery(
  { acceptanceRecorded }: World,
  { status, lapsed, due, deadlinePassed, discarded, link, paused }: Delivery,
): number {
  const matters = paused && status !== 'sent'
  const flags = [lapsed, due, deadlinePassed, discarded, link === 'open', acceptanceRecorded, matters]
  return flags.reduce((code, flag) => code * 2 + Number(flag), statuses.indexOf(status))
}

function codeOfCounts({ mailbox, excused, redrivesAsked }: World, { attempts, redrives }: Delivery): number {
  let running = 0
  let surplus = mailbox.length
  for (const [index, outcome] of attempts.entries()) {
    if (outcome === 'unknown') surplus--
    running = running * 3 + (outcome !== null ? 0 : excused.includes(index + 1) ? 2 : 1)
  }
  return (((running * 4 + attempts.length) * 8 + surplus + 4) * 4 + redrives) * 4 + redrivesAsked
}

function codeOfJobs(jobs: readonly Job[], delivery: Delivery): number {
  return jobs.reduce((code, job) => code + (codeOfJob(job, delivery) === 2 ? 5 : 1), 0)
}

function codeOfJob(job: Job | null, { attempts }: Delivery): number {
  if (!job) return 0
  return job.redriveAfter === attempts.length ? 2 : 1
}

const stages = ['idle', 'ending', 'answered', 'claimed', 'cleared', 'handing over', 'dot sent']

function codeOfWorker(worker: Worker, delivery: Delivery, mayFollow: boolean): number {
  if (worker.at === 'idle') return 0
  return (
    (codeOfProgress(worker, delivery, mayFollow) * 3 + codeOfJob(worker.job, delivery)) * 7 +
    stages.indexOf(worker.at)
  )
}

function codeOfProgress(
  worker: Exclude<Worker, { at: 'idle' }>,
  delivery: Delivery,
  mayFollow: boolean,
): number {
  if (worker.at === 'answered') return codeOfAnswer(worker.answer, delivery, mayFollow)
  if (worker.at === 'ending') {
    const { verdict } = worker
    if (typeof verdict === 'string') return verdict === 'done' ? 0 : 3
    return codeOfJob({ redriveAfter: verdict.deadAfter }, delivery)
  }
  const { attempt, ...facts } = worker.mail
  const flags = [
    facts.unusableWhenClaimed,
    facts.pausedWhenClaimed,
    facts.unusableWhenAsked,
    facts.sentWhenAsked,
    facts.lapsedWhenBegun,
    facts.beganWhereDeferred,
  ]
  const code = flags.reduce((code, flag) => code * 2 + Number(flag), codeOfAttempt(attempt, delivery))
  return code * 7 + codeOfRelays(worker, mayFollow)
}

/** The next relay is tried only if nothing was sent, and which one defers matters only to an attempt that follows. */
function codeOfRelays({ at, relays }: Extract<Worker, { mail: unknown }>, mayFollow: boolean): number {
  if (at === 'dot sent') return 0
  const [current = 0, next] = relays
  const isLast = at !== 'claimed' || next === undefined
  return (mayFollow ? current : 0) + (isLast ? 0 : 2)
}

const outcomes = ['accepted', 'rejected', 'deferred', 'unknown']

function codeOfAnswer({ attempt, outcome, relay }: Answer, delivery: Delivery, mayFollow: boolean): number {
  const isLate = delivery.attempts[attempt - 1] !== null && outcome !== 'accepted'
  // The verbs treat these two differently only in the schedule of the retries, and in where they begin.
  const code = outcomes.indexOf(outcome === 'not_sent' ? 'deferred' : outcome)
  return (
    codeOfAttempt(attempt, delivery) * 7 + (isLate ? 4 : code + (mayFollow ? 3 * codeOfDeferrer(relay) : 0))
  )
}

/** After a deferral by the last relay the next attempt begins at the first, as without a deferral. */
const codeOfDeferrer = (relay: number | null) => (relay === 1 ? 1 : 0)

function codeOfAttempt(attempt: number, { attempts }: Delivery): number {
  return attempt < attempts.length && attempts[attempt - 1] !== null ? 0 : attempt
}
