import type { DueDelivery, Verdict } from '@passlink/queue'
import { kindOfError, type Logger, type Span, type Tracing, traced } from '@passlink/runtime'
import type { ClaimedDelivery, DeclinedClaim, Settled, Settlement } from '@passlink/store'
import { acquireUnlessEnded, type FindEnd, type Gate } from './acquire-unless-ended.ts'
import type { AttemptAnswer } from './attempt-answer.ts'
import type { Lease, Leases } from './leases.ts'
import type { DeliveryMetrics } from './metrics/delivery-metrics.ts'
import type { RetryIn } from './retry.ts'
import { settleUntilStored } from './settle-until-stored.ts'
import { beginAttempt, endAttempt } from './tracing/attempt-span.ts'
import { declined, verdictOf } from './verdicts.ts'

/**
 * Hands over a claimed delivery, unless it must not be sent any more. Calls `onWait` when the attempt has to wait for an
 * answer that may take minutes. `span` is that of the attempt, if it is traced. Does not reject.
 */
export type HandOver<Permit> = (
  claimed: ClaimedDelivery,
  lease: Lease,
  permit: Permit,
  onWait: () => void,
  span: Span | undefined,
) => Promise<AttemptAnswer>

export type DeliverSteps<Permit> = {
  gate: Gate<Permit>
  findEnd: FindEnd
  claim: (delivery: DueDelivery) => Promise<ClaimedDelivery | DeclinedClaim>
  leases: Pick<Leases<ClaimedDelivery>, 'add'>
  handOver: HandOver<Permit>
  retryIn: RetryIn
  settle: (settlement: Settlement) => Promise<Settled>
  metrics: Pick<DeliveryMetrics, 'observe' | 'countLapsed'>
  /** Told of each job whose delivery is not in the database. */
  onUnknown: (deliveryId: string) => void
  tracing: Tracing | undefined
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
  tracing,
  log,
}: DeliverSteps<Permit>): Deliver {
  const underWay = new Set<Promise<Verdict>>()
  let unanswered = 0

  async function deliver(delivery: DueDelivery): Promise<Verdict> {
    const permit = await acquireUnlessEnded(gate, delivery, findEnd)
    if (permit === undefined) return { retryInMs: 0 }
    if ('verdict' in permit) return declined(permit)
    return new Promise(resolve => {
      const attempted = attemptWith(permit, delivery, () => resolve({ retryInMs: waitingPauseMs }))
      underWay.add(attempted)
      attempted.then(resolve).finally(() => underWay.delete(attempted))
    })
  }

  async function attemptWith(permit: Permit, delivery: DueDelivery, onWait: () => void): Promise<Verdict> {
    try {
      const since = performance.now()
      const claimed = await claim(delivery)
      if (claimed.verdict === 'unknown') onUnknown(delivery.deliveryId)
      if (claimed.verdict !== 'claimed') return declined(claimed)
      if (claimed.hasLapsed) metrics.countLapsed()
      const span = tracing && beginAttempt(tracing, claimed, since)
      return await attempt(claimed, leases.add(claimed, since), permit, onWait, span)
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
    span: Span | undefined,
  ): Promise<Verdict> {
    const { deliveryId, attempt, requestId, kind } = claimed
    const begunAt = performance.now()
    try {
      unanswered += 1
      const answer = await handOver(claimed, lease, permit, onWait, span)
      unanswered -= 1
      const ageMs = claimed.ageMs + performance.now() - begunAt
      const { retryAfterMs: _, httpStatus: __, ...outcome } = answer
      const settlement = { deliveryId, attempt, ...outcome, retryInMs: retryIn(answer, claimed) }
      const settled = await traced(span, 'settle', () => settleUntilStored(settle, settlement, log))
      if (span) endAttempt(span, answer, settled)
      metrics.observe({ kind, ageMs }, answer, settled)
      const facts = {
        requestId,
        trace_id: span?.traceId,
        deliveryId,
        attempt,
        ...outcome,
        status: settled.status,
      }
      log[settled.status === 'dead' ? 'error' : 'info'](facts, 'attempt ended')
      return verdictOf(settled, attempt)
    } catch (error) {
      span?.end({ error: kindOfError(error) })
      throw error
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
