import type { ClaimedDelivery, DeclinedDelivery, Settled, Settlement } from '@passlink/links'
import type { Verdict } from '@passlink/queue'
import type { Logger } from '@passlink/runtime'
import { type Mail, type Render, UnusableAddress } from './mail/create-render.ts'
import type { RelayAnswer } from './relay/relay-answer.ts'
import type { RetryIn } from './retry.ts'

type Parts = {
  claim: (deliveryId: string) => Promise<ClaimedDelivery | DeclinedDelivery>
  hold: (claim: ClaimedDelivery) => () => void
  render: Render
  send: (mail: Mail) => Promise<RelayAnswer>
  retryIn: RetryIn
  settle: (settlement: Settlement) => Promise<Settled>
  log: Logger
}

const databasePauseMs = 1_000

/**
 * One attempt at one delivery: claim → render → send → settle. Never rejects: what went wrong is in the verdict, free
 * of addresses. Once a relay has answered, it does not return before the answer is recorded.
 */
export function createDeliver({ claim, hold, render, send, retryIn, settle, log }: Parts) {
  return async (deliveryId: string): Promise<Verdict> => {
    try {
      const claimed = await claim(deliveryId)
      return claimed.verdict === 'claimed' ? await attempt(claimed) : declined(claimed)
    } catch (error) {
      log.error({ err: error, deliveryId }, 'not attempted')
      return { retryInMs: databasePauseMs, because: 'the delivery could not be claimed' }
    }
  }

  async function attempt(claimed: ClaimedDelivery): Promise<Verdict> {
    const { deliveryId, attempt, deferrals, requestId } = claimed
    const letGo = hold(claimed)
    try {
      const answer = await sendRendered(claimed)
      const retryInMs = retryIn(answer, deferrals)
      const settled = await insist(() => settle({ deliveryId, attempt, ...answer, retryInMs }))
      const { outcome, relay, smtpCode, enhancedCode, detail } = answer
      const facts = { requestId, deliveryId, attempt, outcome, relay, smtpCode, enhancedCode, detail }
      log[settled.status === 'dead' ? 'error' : 'info']({ ...facts, status: settled.status }, 'attempt ended')
      return verdictOf(settled, answer)
    } finally {
      letGo()
    }
  }

  async function sendRendered(claimed: ClaimedDelivery): Promise<RelayAnswer> {
    const noRelay = { relay: '', smtpCode: null, enhancedCode: null }
    try {
      return await send(render(claimed))
    } catch (error) {
      if (error instanceof UnusableAddress) return { ...noRelay, outcome: 'rejected', detail: error.message }
      log.error({ err: error, deliveryId: claimed.deliveryId }, 'mail not made')
      return { ...noRelay, outcome: 'not_sent', detail: 'the mail could not be made' }
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
      return { retryInMs: claim.retryInMs, because: 'another worker is at it' }
    case 'early':
      return { retryInMs: claim.retryInMs, because: 'its retry is not due yet' }
    case 'dead':
      return { dead: claim.reason }
    case 'sent':
    case 'unknown':
      return { done: true }
  }
}

function verdictOf(settled: Settled, { outcome, detail }: RelayAnswer): Verdict {
  switch (settled.status) {
    case 'sent':
    case 'stale':
      return { done: true }
    case 'waiting':
      return { retryInMs: settled.retryInMs, because: `${outcome}: ${detail}` }
    case 'dead':
      return { dead: settled.reason }
  }
}
