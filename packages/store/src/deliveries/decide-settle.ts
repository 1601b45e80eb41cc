import type { Instant } from '../database/values.ts'
import type { AttemptOutcome, Decision, Delivery, FinishedAttempt } from './delivery.ts'
import { arrivalWarning } from './end.ts'

/**
 * The outcome of an attempt. `retryInMs` is the delay until the next attempt, or null if a retry is pointless. `detail`
 * is the relay's reply without addresses.
 */
export type Outcome = {
  attempt: number
  outcome: AttemptOutcome
  relay: string | null
  smtpCode: number | null
  enhancedCode: string | null
  detail: string
  retryInMs: number | null
}

/** The status of the delivery. `stale`: another attempt took it over or sent it, so this outcome did not change it. */
export type Settled =
  | { status: 'sent' | 'stale' }
  | { status: 'waiting'; retryInMs: number }
  | { status: 'dead'; reason: string }

type Status = Settled['status']
type Judged = { outcome: Outcome; isHolder: boolean; status: Status }

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
  const answers = judged.map(({ outcome, status }) => {
    const isOverruled = decisive?.status === 'sent' && status !== 'sent'
    return answer(isOverruled ? 'stale' : status, outcome, after)
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

function judge({ status, attempts, deadline }: Delivery, outcome: Outcome, now: Instant): Judged {
  const { attempt, retryInMs } = outcome
  const isLatest = attempts === attempt
  const isHolder = isLatest && status === 'sending'
  const judged = (status: Status) => ({ outcome, isHolder, status })
  if (outcome.outcome === 'accepted') return judged('sent')
  if (isHolder) return judged(retryInMs === null || now + retryInMs > deadline ? 'dead' : 'waiting')
  // The outcome is recorded already; only our answer to the worker was lost.
  if (isLatest && (status === 'waiting' || status === 'dead')) return judged(status)
  return judged('stale')
}

function move(before: Delivery, { status, outcome }: Judged, now: Instant): Delivery {
  if (status === 'stale' || (status === 'sent' && before.status === 'sent')) return before
  const advancesSchedule = outcome.outcome === 'deferred' || outcome.outcome === 'unknown'
  return {
    ...before,
    status,
    claimedUntil: null,
    deferrals: before.deferrals + (advancesSchedule ? 1 : 0),
    sentAt: status === 'sent' ? now : null,
    dueAt: status === 'waiting' ? now + (outcome.retryInMs ?? 0) : null,
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

function answer(status: Status, { retryInMs }: Outcome, after: Delivery): Settled {
  if (status === 'waiting') return { status, retryInMs: retryInMs ?? 0 }
  if (status === 'dead') return { status, reason: after.deadReason ?? '' }
  return { status }
}
