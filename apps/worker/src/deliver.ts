import type { DueDelivery, Verdict } from '@passlink/queue'
import type { Logger } from '@passlink/runtime'
import type { ClaimedDelivery, DeclinedDelivery, HeldDelivery, Settled, Settlement } from '@passlink/store'
import type { AttemptAnswer } from './attempt-answer.ts'
import type { AttemptMetrics } from './attempt-metrics.ts'
import type { Lease, Leases } from './leases.ts'
import type { RetryIn } from './retry.ts'

/** Where leave is given to hand something over: nothing while nobody could take it, until something has `changed`. */
export type Entrance<Passage> = {
  enter: () => Promise<Passage | undefined>
  changed: () => Promise<void>
  isClosed: () => boolean
}

/** Hands over what was claimed, unless the lease has lapsed by then. Does not reject. */
export type HandOver<Passage> = (
  claimed: ClaimedDelivery,
  lease: Lease,
  passage: Passage,
) => Promise<AttemptAnswer>

type Parts<Passage> = {
  gate: Entrance<Passage>
  claim: (delivery: DueDelivery) => Promise<ClaimedDelivery | DeclinedDelivery>
  /** As claiming, but begins nothing. */
  judge: (delivery: DueDelivery) => Promise<HeldDelivery | DeclinedDelivery>
  hold: Leases<ClaimedDelivery>['hold']
  handOver: HandOver<Passage>
  retryIn: RetryIn
  settle: (settlement: Settlement) => Promise<Settled>
  metrics: AttemptMetrics
  log: Logger
}

const databasePauseMs = 1_000
const heldMaxMs = 10_000
const heldPauseMs = 5_000

/**
 * One attempt at one delivery: enter → claim → hand over → settle. Never rejects: what went wrong is in the verdict, free of
 * addresses. Once there is an answer, it does not return before that is recorded.
 */
export function createDeliver<Passage extends { leave: () => void }>({
  gate,
  claim,
  judge,
  hold,
  handOver,
  retryIn,
  settle,
  metrics,
  log,
}: Parts<Passage>) {
  return async (delivery: DueDelivery): Promise<Verdict> => {
    try {
      return await passGate(delivery)
    } catch (error) {
      log.error({ err: error, deliveryId: delivery.deliveryId }, 'not attempted')
      return { retryInMs: databasePauseMs }
    }
  }

  // While the gate is shut what must end ends all the same, on time and out of the way of what can still be sent.
  async function passGate(delivery: DueDelivery): Promise<Verdict> {
    const heldUntil = performance.now() + heldMaxMs
    let judgeAt = 0
    for (;;) {
      const passage = await gate.enter()
      if (passage) return pass(delivery, passage)
      if (gate.isClosed()) return { retryInMs: 0 }
      // So that those behind it are judged in their time too.
      if (performance.now() >= heldUntil) return { retryInMs: heldPauseMs }
      if (performance.now() >= judgeAt) {
        const judged = await judge(delivery)
        if (judged.verdict !== 'held') return declined(judged)
        judgeAt = performance.now() + judged.endsInMs
      }
      await gate.changed()
    }
  }

  async function pass(delivery: DueDelivery, passage: Passage): Promise<Verdict> {
    try {
      const since = performance.now()
      const claimed = await claim(delivery)
      if (claimed.verdict !== 'claimed') return declined(claimed)
      return await attempt(claimed, hold(claimed, since), passage)
    } finally {
      passage.leave()
    }
  }

  async function attempt(claimed: ClaimedDelivery, lease: Lease, passage: Passage): Promise<Verdict> {
    const { deliveryId, attempt, requestId } = claimed
    try {
      const answer = await handOver(claimed, lease, passage)
      const retryInMs = retryIn(answer, claimed)
      const settled = await insist(() => settle({ deliveryId, attempt, ...answer, retryInMs }))
      metrics.observe(answer, settled)
      const { outcome, relay, smtpCode, enhancedCode, detail } = answer
      const facts = { requestId, deliveryId, attempt, outcome, relay, smtpCode, enhancedCode, detail }
      log[settled.status === 'dead' ? 'error' : 'info']({ ...facts, status: settled.status }, 'attempt ended')
      return verdictOf(settled, attempt)
    } finally {
      lease.letGo()
    }
  }

  async function insist<Answer>(step: () => Promise<Answer>): Promise<Answer> {
    for (;;) {
      try {
        return await step()
      } catch (error) {
        log.error({ err: error }, 'outcome not recorded yet')
        await new Promise(resolve => setTimeout(resolve, databasePauseMs))
      }
    }
  }
}

function declined(claim: DeclinedDelivery): Verdict {
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
