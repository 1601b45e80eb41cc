import type { Instant } from '../database/values.ts'
import type { DeliveryPause } from '../pauses/pause-of-delivery.ts'
import { redriveState } from './decide-redrive.ts'
import type { Change, Decision, Delivery } from './delivery.ts'
import { type EndTerms, endAsDead, hasLapsed, isFree, reasonToEnd, writeOff } from './end.ts'

/** `redriveAfter`: redrive the delivery, but only if it has been dead since the attempt with this number. */
export type RequestedClaim = { redriveAfter?: number | undefined }

export type ClaimTerms = EndTerms & {
  keyIds: { current: string; known: readonly string[] }
  linkLifetimeMs: number
  leaseMs: number
}

/**
 * Why no attempt begins: `busy` (another worker has the claim), `early` (the retry is not due), `paused` (by an operator;
 * in `latestInMs` the pause or the delivery's time ends, if known), `sent`, `unknown` (no such delivery) or `dead` (after
 * this number of `attempts`).
 */
export type DeclinedClaim =
  | { verdict: 'busy' | 'early'; retryInMs: number }
  | { verdict: 'paused'; retryInMs: number; latestInMs: number | null }
  | { verdict: 'sent' | 'unknown' }
  | { verdict: 'dead'; reason: string; attempts: number }

/** `attempt` fences the outcome; `deferrals` is the position in the retry schedule. */
export type BegunAttempt = { verdict: 'claimed'; attempt: number; deferrals: number }

// A worker's gate holds all mails, or all webhooks, within a second.
const gatedRetryMs = 1_000
// Those of one organization must not wait there: they come back, the more seldom the longer the pause lasts.
const pausedRetryMs = { min: 15_000, max: 300_000, ofAge: 0.1 }

/** The answer to a claim of a delivery that an operator has paused: its job comes back after a while. */
export function declinedByPause(
  { kind, since, endsAt }: DeliveryPause,
  deadline: Instant | null,
  now: Instant,
): DeclinedClaim {
  const { min, max, ofAge } = pausedRetryMs
  const wantedMs =
    kind === 'organization' ? Math.min(max, Math.max(min, (now - since) * ofAge)) : gatedRetryMs
  const ends = [deadline, endsAt].filter(end => end !== null)
  if (ends.length === 0) return { verdict: 'paused', retryInMs: wantedMs, latestInMs: null }
  const latestInMs = Math.max(0, Math.min(...ends) - now)
  return { verdict: 'paused', retryInMs: Math.min(wantedMs, latestInMs), latestInMs }
}

// The clock of a queue may be a little ahead, and a retry may begin a second early.
const earlyMsMax = 1_000

/** Decides concurrent claims of one delivery: the first one may begin an attempt. */
export function decideClaim(
  delivery: Delivery,
  claims: readonly RequestedClaim[],
  terms: ClaimTerms,
  now: Instant,
): Decision<BegunAttempt | DeclinedClaim> {
  const { status, attempts, deadline, deadReason, dueAt, claimedUntil, discardedAt, pause } = delivery
  const isRedriveRequested = claims.some(({ redriveAfter }) => redriveAfter === attempts)
  const redriving = status === 'dead' && discardedAt === null && isRedriveRequested
  const all = (answer: DeclinedClaim) => claims.map(() => answer)

  if (redriving || isFree(delivery, now)) {
    const cause = reasonToEnd(delivery, now, { ...terms, redriving })
    if (cause !== undefined) {
      const { reason, ...change } = endAsDead(delivery, cause, now)
      return { change, answers: all({ verdict: 'dead', reason, attempts }) }
    }
  }
  if (status === 'sent') return { answers: all({ verdict: 'sent' }) }
  if (status === 'dead' && !redriving)
    return { answers: all({ verdict: 'dead', reason: deadReason ?? '', attempts }) }
  if (status === 'sending' && !hasLapsed(claimedUntil, now))
    return { answers: all({ verdict: 'busy', retryInMs: (claimedUntil ?? now) - now }) }
  if (dueAt !== null && dueAt > now + earlyMsMax)
    return { answers: all({ verdict: 'early', retryInMs: dueAt - now }) }
  if (pause !== null) return { answers: all(declinedByPause(pause, redriving ? null : deadline, now)) }

  const change = begin(delivery, redriving, terms, now)
  const { deferrals } = change.after
  const busy: DeclinedClaim = { verdict: 'busy', retryInMs: terms.leaseMs }
  const claimed: BegunAttempt = { verdict: 'claimed', attempt: change.begun, deferrals }
  return { change, answers: claims.map((_, index) => (index === 0 ? claimed : busy)) }
}

function begin(
  before: Delivery,
  redriving: boolean,
  terms: ClaimTerms,
  now: Instant,
): Change & { begun: number } {
  const { keyIds, linkLifetimeMs, leaseMs } = terms
  const { keyId } = before.link
  const begun = before.attempts + 1
  const after: Delivery = {
    ...before,
    ...(redriving ? redriveState(before, now) : {}),
    status: 'sending',
    attempts: begun,
    dueAt: null,
    claimedUntil: now + leaseMs,
  }
  return {
    before,
    after,
    begun,
    finished: writeOff(before),
    ...(redriving ? { event: 'delivery.redriven' as const } : {}),
    ...(before.kind === 'link'
      ? {
          opened: {
            keyId: keyId !== null && keyIds.known.includes(keyId) ? keyId : keyIds.current,
            expiresAt: now + linkLifetimeMs,
          },
        }
      : {}),
  }
}
