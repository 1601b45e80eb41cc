import type { Instant } from '../database/values.ts'
import type { AttemptOutcome, Decision, Delivery, FinishedAttempt } from './delivery.ts'
import { arrivalWarning } from './end.ts'

/**
 * How an attempt went. `retryInMs` says when to try again and is null where trying again is pointless. `detail` holds
 * the relay's words with addresses taken out.
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

/** Where the delivery stands; `stale` when another attempt has taken it over or sent it, and this outcome changed nothing. */
export type Settled =
  | { status: 'sent' | 'stale' }
  | { status: 'waiting'; retryInMs: number }
  | { status: 'dead'; reason: string }

type Status = Settled['status']
type Judged = { outcome: Outcome; isHolder: boolean; status: Status }

/** Decides outcomes of one delivery that were reported together: an acceptance is stronger than anything else. */
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

/** One outcome an attempt. */
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
  // Recorded before, and only our answer was lost.
  if (isLatest && (status === 'waiting' || status === 'dead')) return judged(status)
  return judged('stale')
}

function move(before: Delivery, { status, outcome }: Judged, now: Instant): Delivery {
  if (status === 'stale' || (status === 'sent' && before.status === 'sent')) return before
  const countsInSchedule = outcome.outcome === 'deferred' || outcome.outcome === 'unknown'
  return {
    ...before,
    status,
    claimedUntil: null,
    deferrals: before.deferrals + (countsInSchedule ? 1 : 0),
    sentAt: status === 'sent' ? now : null,
    dueAt: status === 'waiting' ? now + (outcome.retryInMs ?? 0) : null,
    deadAt: status === 'dead' ? now : null,
    deadReason: status === 'dead' ? reasonOf(before, outcome) : null,
  }
}

function reasonOf(before: Delivery, { outcome, detail, retryInMs }: Outcome): string {
  const isTooLate = retryInMs !== null
  const because =
    outcome === 'rejected' ? 'rejected: ' : isTooLate ? 'the deadline comes before the next try: ' : ''
  return because + detail + arrivalWarning(before, outcome === 'unknown')
}

function finish({ outcomes }: Delivery, { attempt, retryInMs, ...reported }: Outcome): FinishedAttempt[] {
  const recorded = outcomes[attempt]
  if (recorded === undefined) return []
  if (recorded === null) return [{ number: attempt, ...reported }]
  // An attempt that was written off stays unknown, since another followed because of it; an acceptance adds the relay's words.
  const isLateAcceptance = recorded === 'unknown' && reported.outcome === 'accepted'
  return isLateAcceptance ? [{ number: attempt, ...reported, outcome: recorded }] : []
}

function answer(status: Status, { retryInMs }: Outcome, after: Delivery): Settled {
  if (status === 'waiting') return { status, retryInMs: retryInMs ?? 0 }
  if (status === 'dead') return { status, reason: after.deadReason ?? '' }
  return { status }
}
