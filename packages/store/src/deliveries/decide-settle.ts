import type { Instant } from '../database/values.ts'
import type { AttemptOutcome, Decision, Delivery, FinishedAttempt } from './delivery.ts'
import { arrivalWarning } from './end.ts'

/**
 * The outcome of an attempt. `retryInMs` is the delay until the next attempt, or null if a retry is pointless. `detail`
 * is the relay's reply without addresses, and `command` the step of the conversation that it belongs to, if that is known.
 */
export type Outcome = {
  attempt: number
  outcome: AttemptOutcome
  relay: string | null
  smtpCode: number | null
  enhancedCode: string | null
  detail: string
  command: string | null
  retryInMs: number | null
}

/** The status of the delivery. `stale`: another attempt took it over or sent it, so this outcome did not change it. */
export type Settled =
  | { status: 'sent' | 'stale' }
  | { status: 'waiting'; retryInMs: number }
  | { status: 'dead'; reason: string }

type Status = Settled['status']
type Judged = { outcome: Outcome; isHolder: boolean; status: Status; retryInMs: number }

const lastTryMsMax = 30_000
const lastTryShare = 0.25

/**
 * Decides outcomes of one delivery that are settled in one transaction: an acceptance overrules every other outcome.
 */
export function decideSettle(
  before: Delivery,
  outcomes: readonly Outcome[],
  now: Instant,
): Decision<Settled> {
  const judged = outcomes.map(outcome => judge(before, outcome, now))
  const decisive = judged.find(({ status }) => status === 'sent') ?? judged.find(({ isHolder }) => isHolder)
  const after = decisive ? move(before, decisive, now) : before
  const finished = strongest(outcomes).flatMap(outcome => finish(before, outcome))
  const answers = judged.map(({ status, retryInMs }) => {
    const isOverruled = decisive?.status === 'sent' && status !== 'sent'
    return answer(isOverruled ? 'stale' : status, retryInMs, after)
  })
  return after === before && finished.length === 0
    ? { answers }
    : { change: { before, after, finished }, answers }
}

/** The outcome to record for each attempt: an acceptance, or else the first outcome reported. */
function strongest(outcomes: readonly Outcome[]): Outcome[] {
  const byAttempt = new Map<number, Outcome>()
  for (const outcome of outcomes)
    if (outcome.outcome === 'accepted' || !byAttempt.has(outcome.attempt))
      byAttempt.set(outcome.attempt, outcome)
  return [...byAttempt.values()]
}

function judge(before: Delivery, outcome: Outcome, now: Instant): Judged {
  const { status, attempts } = before
  const isLatest = attempts === outcome.attempt
  const isHolder = isLatest && status === 'sending'
  const judged = (status: Status, retryInMs = 0) => ({ outcome, isHolder, status, retryInMs })
  if (outcome.outcome === 'accepted') return judged('sent')
  if (isHolder) {
    const retryInMs = retryBeforeDeadline(before, outcome, now)
    return retryInMs === null ? judged('dead') : judged('waiting', retryInMs)
  }
  // The outcome is recorded already; only our answer to the worker was lost.
  if (isLatest && status === 'waiting') return judged(status, retryBeforeDeadline(before, outcome, now) ?? 0)
  return judged(isLatest && status === 'dead' ? 'dead' : 'stale')
}

/**
 * The delay until the next attempt, or null if there is none. A retry that would be due too late becomes the last try,
 * half a minute before the deadline, or a quarter of the delivery's time if that is less.
 */
function retryBeforeDeadline(
  { deadline, redrivenAt, createdAt }: Delivery,
  { retryInMs }: Outcome,
  now: Instant,
): number | null {
  if (retryInMs === null) return null
  const timeMs = deadline - (redrivenAt ?? createdAt)
  const lastTryInMs = Math.floor(deadline - Math.min(lastTryMsMax, timeMs * lastTryShare) - now)
  if (retryInMs <= lastTryInMs) return retryInMs
  if (lastTryInMs > 0) return lastTryInMs
  return now + retryInMs > deadline ? null : retryInMs
}

function move(before: Delivery, { status, outcome, retryInMs }: Judged, now: Instant): Delivery {
  if (status === 'stale' || (status === 'sent' && before.status === 'sent')) return before
  const advancesSchedule = outcome.outcome === 'deferred' || outcome.outcome === 'unknown'
  return {
    ...before,
    status,
    claimedUntil: null,
    deferrals: before.deferrals + (advancesSchedule ? 1 : 0),
    sentAt: status === 'sent' ? now : null,
    dueAt: status === 'waiting' ? now + retryInMs : null,
    deadAt: status === 'dead' ? now : null,
    deadReason: status === 'dead' ? reasonOf(before, outcome) : null,
  }
}

function reasonOf(before: Delivery, { outcome, detail, retryInMs }: Outcome): string {
  const isTooLate = retryInMs !== null
  const prefix =
    outcome === 'rejected' ? 'rejected: ' : isTooLate ? 'the deadline comes before the next try: ' : ''
  return prefix + detail + arrivalWarning(before, outcome === 'unknown')
}

function finish({ outcomes }: Delivery, { attempt, retryInMs, ...reported }: Outcome): FinishedAttempt[] {
  const recorded = outcomes[attempt]
  if (recorded === undefined) return []
  if (recorded === null) return [{ number: attempt, ...reported }]
  // An attempt that was written off stays unknown, because another attempt followed it; an acceptance adds the relay's
  // reply.
  const isLateAcceptance = recorded === 'unknown' && reported.outcome === 'accepted'
  return isLateAcceptance ? [{ number: attempt, ...reported, outcome: recorded }] : []
}

function answer(status: Status, retryInMs: number, after: Delivery): Settled {
  if (status === 'waiting') return { status, retryInMs }
  if (status === 'dead') return { status, reason: after.deadReason ?? '' }
  return { status }
}
