import type { Instant } from '../database/values.ts'
import { redriveState } from './decide-redrive.ts'
import type { Change, Decision, Delivery } from './delivery.ts'
import { endAsDead, hasLapsed, isFree, reasonToEnd, writeOff } from './end.ts'

/** `redriveAfter`: the delivery is to be redriven, but only if it is dead since the attempt with this number. */
export type ClaimWish = { redriveAfter?: number | undefined }

export type ClaimTerms = {
  keyIds: { current: string; known: readonly string[] }
  linkLifetimeMs: number
  leaseMs: number
}

/**
 * Why there is nothing to send: not yet (`busy` with another worker, or `early`), no more (`sent`, or `unknown`), or never again
 * (`dead`, after so many `attempts`).
 */
export type DeclinedClaim =
  | { verdict: 'busy' | 'early'; retryInMs: number }
  | { verdict: 'sent' | 'unknown' }
  | { verdict: 'dead'; reason: string; attempts: number }

/** `attempt` fences the outcome; `deferrals` is its place in the retry schedule. */
export type BegunAttempt = { verdict: 'claimed'; attempt: number; deferrals: number }

// A queue's clock may run a little ahead, and a second early does no harm.
const earlyMsMax = 1_000

/** Decides claims of one delivery that were made together: the first of them may begin an attempt. */
export function decideClaim(
  delivery: Delivery,
  wishes: readonly ClaimWish[],
  terms: ClaimTerms,
  now: Instant,
): Decision<BegunAttempt | DeclinedClaim> {
  const { status, attempts, deadReason, dueAt, claimedUntil, discardedAt } = delivery
  const isWished = wishes.some(({ redriveAfter }) => redriveAfter === attempts)
  const redriving = status === 'dead' && discardedAt === null && isWished
  const all = (answer: DeclinedClaim) => wishes.map(() => answer)

  if (redriving || isFree(delivery, now)) {
    const because = reasonToEnd(delivery, now, redriving)
    if (because !== undefined) {
      const { reason, ...change } = endAsDead(delivery, because, now)
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

  const change = begin(delivery, redriving, terms, now)
  const { deferrals } = change.after
  const busy: DeclinedClaim = { verdict: 'busy', retryInMs: terms.leaseMs }
  const claimed: BegunAttempt = { verdict: 'claimed', attempt: change.begun, deferrals }
  return { change, answers: wishes.map((_, index) => (index === 0 ? claimed : busy)) }
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
