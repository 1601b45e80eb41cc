import type { DueDelivery, Verdict } from '@passlink/queue'
import type { Logger } from '@passlink/runtime'
import type { ClaimedDelivery, DeclinedClaim, Settled, Settlement } from '@passlink/store'
import { answerWithin } from './answer-within.ts'
import type { AttemptAnswer } from './attempt-answer.ts'
import type { AttemptMetrics } from './attempt-metrics.ts'
import type { Lease, Leases } from './leases.ts'
import type { RetryIn } from './retry.ts'
import { settleUntilStored } from './settle-until-stored.ts'
import { declined, verdictOf } from './verdicts.ts'

/**
 * `acquire` resolves to a permit for one attempt when one is available, or to undefined when the worker stops. It may stop
 * waiting when `giveUp` is aborted.
 */
export type Gate<Permit> = { acquire: (giveUp: AbortSignal) => Promise<Permit | undefined> }

/**
 * Hands over a claimed delivery, unless it must not be sent any more. Calls `onWait` when the attempt has to wait for an
 * answer that may take minutes. Does not reject.
 */
export type HandOver<Permit> = (
  claimed: ClaimedDelivery,
  lease: Lease,
  permit: Permit,
  onWait: () => void,
) => Promise<AttemptAnswer>

export type DeliverSteps<Permit> = {
  gate: Gate<Permit>
  /** Finds how a delivery ended while it waited for a permit; null if it is open. */
  findEnd: (deliveryId: string) => Promise<DeclinedClaim | null>
  claim: (delivery: DueDelivery) => Promise<ClaimedDelivery | DeclinedClaim>
  leases: Pick<Leases<ClaimedDelivery>, 'add'>
  handOver: HandOver<Permit>
  retryIn: RetryIn
  settle: (settlement: Settlement) => Promise<Settled>
  metrics: AttemptMetrics
  /** Told of each job whose delivery is not in the database. */
  onUnknown: (deliveryId: string) => void
  log: Logger
}

/** `unanswered` is how many attempts wait for an answer now; `ended` resolves when all attempts have ended. */
export type Deliver = {
  deliver: (delivery: DueDelivery) => Promise<Verdict>
  unanswered: () => number
  ended: () => Promise<void>
}

const databasePauseMs = 1_000
const waitingPauseMs = 5_000
const lookMs = 5_000

/**
 * Makes one attempt at a delivery: acquire a permit → claim → hand over → settle. Does not reject: a failure is logged
 * and retried. An attempt that has to wait for the relay gives its job back and goes on without it, with its lease being
 * renewed. The verdict has no addresses.
 */
export function createDeliver<Permit extends { release: () => void }>({
  gate,
  findEnd,
  claim,
  leases,
  handOver,
  retryIn,
  settle,
  metrics,
  onUnknown,
  log,
}: DeliverSteps<Permit>): Deliver {
  const underWay = new Set<Promise<Verdict>>()
  let unanswered = 0

  async function deliver(delivery: DueDelivery): Promise<Verdict> {
    const permit = await acquireUnlessEnded(delivery)
    if (permit === undefined) return { retryInMs: 0 }
    if ('verdict' in permit) return declined(permit)
    return new Promise(resolve => {
      const attempted = attemptWith(permit, delivery, () => resolve({ retryInMs: waitingPauseMs }))
      underWay.add(attempted)
      attempted.then(resolve).finally(() => underWay.delete(attempted))
    })
  }

  /** A delivery that waits for a permit may end meanwhile, at its deadline. A job that redrives it is not ended by that. */
  async function acquireUnlessEnded({
    deliveryId,
    redriveAfter,
  }: DueDelivery): Promise<Permit | DeclinedClaim | undefined> {
    const giveUp = new AbortController()
    const acquiring = gate.acquire(giveUp.signal)
    if (redriveAfter !== undefined) return acquiring
    for (;;) {
      const permit = await answerWithin(lookMs, acquiring)
      if (permit !== null) return permit
      const end = await findEnd(deliveryId).catch(() => null)
      if (!end) continue
      giveUp.abort()
      acquiring.then(unused => unused?.release())
      return end
    }
  }

  async function attemptWith(permit: Permit, delivery: DueDelivery, onWait: () => void): Promise<Verdict> {
    try {
      const since = performance.now()
      const claimed = await claim(delivery)
      if (claimed.verdict === 'unknown') onUnknown(delivery.deliveryId)
      if (claimed.verdict !== 'claimed') return declined(claimed)
      return await attempt(claimed, leases.add(claimed, since), permit, onWait)
    } catch (error) {
      log.error({ err: error, deliveryId: delivery.deliveryId }, 'not attempted')
      return { retryInMs: databasePauseMs }
    } finally {
      permit.release()
    }
  }

  async function attempt(
    claimed: ClaimedDelivery,
    lease: Lease,
    permit: Permit,
    onWait: () => void,
  ): Promise<Verdict> {
    const { deliveryId, attempt, requestId } = claimed
    try {
      unanswered += 1
      const answer = await handOver(claimed, lease, permit, onWait)
      unanswered -= 1
      const { retryAfterMs: _, ...outcome } = answer
      const settlement = { deliveryId, attempt, ...outcome, retryInMs: retryIn(answer, claimed) }
      const settled = await settleUntilStored(settle, settlement, log)
      metrics.observe(answer, settled)
      const facts = { requestId, deliveryId, attempt, ...outcome, status: settled.status }
      log[settled.status === 'dead' ? 'error' : 'info'](facts, 'attempt ended')
      return verdictOf(settled, attempt)
    } finally {
      lease.release()
    }
  }

  return {
    deliver,
    unanswered: () => unanswered,
    async ended() {
      await Promise.all(underWay)
    },
  }
}
