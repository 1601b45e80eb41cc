import type { DueDelivery, Verdict } from '@passlink/queue'
import type { Logger } from '@passlink/runtime'
import type { ClaimedDelivery, DeclinedClaim, Settled, Settlement } from '@passlink/store'
import type { AttemptAnswer } from './attempt-answer.ts'
import type { AttemptMetrics } from './attempt-metrics.ts'
import type { Lease, Leases } from './leases.ts'
import type { RetryIn } from './retry.ts'
import { settleUntilStored } from './settle-until-stored.ts'

/** `acquire` resolves to a permit for one attempt when one is available, or to undefined when the worker stops. */
export type Gate<Permit> = { acquire: () => Promise<Permit | undefined> }

/** Hands over a claimed delivery, unless its lease has lapsed. Does not reject. */
export type HandOver<Permit> = (
  claimed: ClaimedDelivery,
  lease: Lease,
  permit: Permit,
) => Promise<AttemptAnswer>

export type DeliverSteps<Permit> = {
  gate: Gate<Permit>
  claim: (delivery: DueDelivery) => Promise<ClaimedDelivery | DeclinedClaim>
  leases: Pick<Leases<ClaimedDelivery>, 'add'>
  handOver: HandOver<Permit>
  retryIn: RetryIn
  settle: (settlement: Settlement) => Promise<Settled>
  metrics: AttemptMetrics
  log: Logger
}

const databasePauseMs = 1_000

/**
 * Makes one attempt at a delivery: acquire a permit → claim → hand over → settle. Does not reject: a failure is logged
 * and retried. Once there is an answer, it does not resolve before the answer is recorded. The verdict has no addresses.
 */
export function createDeliver<Permit extends { release: () => void }>({
  gate,
  claim,
  leases,
  handOver,
  retryIn,
  settle,
  metrics,
  log,
}: DeliverSteps<Permit>) {
  return async (delivery: DueDelivery): Promise<Verdict> => {
    const permit = await gate.acquire()
    if (!permit) return { retryInMs: 0 }
    try {
      const since = performance.now()
      const claimed = await claim(delivery)
      if (claimed.verdict !== 'claimed') return declined(claimed)
      return await attempt(claimed, leases.add(claimed, since), permit)
    } catch (error) {
      log.error({ err: error, deliveryId: delivery.deliveryId }, 'not attempted')
      return { retryInMs: databasePauseMs }
    } finally {
      permit.release()
    }
  }

  async function attempt(claimed: ClaimedDelivery, lease: Lease, permit: Permit): Promise<Verdict> {
    const { deliveryId, attempt, requestId } = claimed
    try {
      const answer = await handOver(claimed, lease, permit)
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
}

function declined(claim: DeclinedClaim): Verdict {
  switch (claim.verdict) {
    case 'busy':
      return { retryInMs: claim.retryInMs }
    case 'early':
      return { retryInMs: claim.retryInMs }
    case 'dead':
      return { dead: claim.reason, attempts: claim.attempts }
    case 'sent':
    case 'unknown':
      return { done: true }
  }
}

function verdictOf(settled: Settled, attempt: number): Verdict {
  switch (settled.status) {
    case 'sent':
    case 'stale':
      return { done: true }
    case 'waiting':
      return { retryInMs: settled.retryInMs }
    case 'dead':
      return { dead: settled.reason, attempts: attempt }
  }
}
