import type { AttemptOutcome, ClaimRequest, DeclinedClaim, Settled as StoreSettled } from '@passlink/store'
import type { Rules } from './rules.ts'
import { apply, now, terms, toStore } from './store-delivery.ts'

/**
 * What Postgres stores of one delivery, its attempts and its link. Of each instant only whether it has passed: `lapsed`
 * stands for `claimed_until` while sending, `due` for `due_at` while waiting.
 */
export type Delivery = {
  status: 'queued' | 'sending' | 'waiting' | 'sent' | 'dead'
  /** The outcome of each attempt; null while it is running. */
  attempts: readonly (AttemptOutcome | null)[]
  deferrals: number
  lapsed: boolean
  due: boolean
  deadlinePassed: boolean
  deadReason: string | null
  discarded: boolean
  redrives: number
  link: 'open' | 'redeemed' | 'revoked'
  hasAddress: boolean
  /** Whether an operator has paused the mails of its organization. */
  paused: boolean
}

export type Decided<Answer> = { delivery: Delivery; answers: Answer[] }

/** A delivery just after it was recorded. */
export const recorded: Delivery = {
  status: 'queued',
  attempts: [],
  deferrals: 0,
  lapsed: false,
  due: false,
  deadlinePassed: false,
  deadReason: null,
  discarded: false,
  redrives: 0,
  link: 'open',
  hasAddress: true,
  paused: false,
}

export function isOpen({ status }: Delivery): boolean {
  return status === 'queued' || status === 'sending' || status === 'waiting'
}

export type ClaimAnswer =
  | { verdict: 'claimed'; attempt: number; deferrals: number }
  | { verdict: 'dead'; reason: string; attempts: number }
  | { verdict: Exclude<DeclinedClaim['verdict'], 'dead'> }

type Delays = { retryInMs: number; latestInMs?: number | null }

export type ClaimOptions = Pick<ClaimRequest, 'redriveAfter'>

/** Claims of the same delivery in one transaction. */
export function claim(
  delivery: Delivery,
  wishes: readonly ClaimOptions[],
  rules: Rules,
): Decided<ClaimAnswer> {
  const { change, answers } = rules.decideClaim(toStore(delivery), wishes, terms, now)
  return { delivery: apply(delivery, change), answers: answers.map(withoutTimes) }
}

/** The answer without its delays, which are not part of the model. */
export function withoutTimes<Answer extends object>(answer: Answer): Answer {
  if (!('retryInMs' in answer)) return answer
  const { retryInMs: _, latestInMs: __, ...rest } = answer as Answer & Delays
  return rest as unknown as Answer
}

/** `retry`: none, or due before (`timely`) or after (`late`) the current deadline, as long as that has not passed. */
export type Settlement = { attempt: number; outcome: AttemptOutcome; retry: 'never' | 'timely' | 'late' }

export type SettleAnswer = { status: 'sent' | 'stale' | 'waiting' } | { status: 'dead'; reason: string }

const retryMs = { never: null, timely: terms.deadlineMs / 2, late: terms.deadlineMs * 2 }

const noReply = { relay: null, smtpCode: null, enhancedCode: null, command: null, detail: '' }

/** Settlements of the same delivery in one transaction. The relay's reply is not part of the model. */
export function settle(
  delivery: Delivery,
  settlements: readonly Settlement[],
  rules: Rules,
): Decided<SettleAnswer> {
  const outcomes = settlements.map(({ attempt, outcome, retry }) => ({
    attempt,
    outcome,
    ...noReply,
    retryInMs: retryMs[retry],
  }))
  const { change, answers } = rules.decideSettle(toStore(delivery), outcomes, now)
  return {
    delivery: apply(delivery, change),
    answers: answers.map(answer => withoutTimes<StoreSettled>(answer)),
  }
}

export function renew(delivery: Delivery, attempt: number, rules: Rules): Decided<string> {
  const { change, answer } = rules.decideRenew(toStore(delivery), { attempt, leaseMs: terms.leaseMs }, now)
  return { delivery: apply(delivery, change), answers: [answer] }
}

/** Whether the database lets the content of an attempt leave, or why not. */
export function send(delivery: Delivery, attempt: number, rules: Rules): Decided<string> {
  return { delivery, answers: [rules.decideSend(toStore(delivery), attempt, now)] }
}

export function redrive(delivery: Delivery, rules: Rules): Decided<string> {
  const { change, outcome } = rules.decideRedrive(toStore(delivery), now)
  return { delivery: apply(delivery, change), answers: [outcome] }
}

export function discard(delivery: Delivery, rules: Rules): Decided<string> {
  const { change, outcome } = rules.decideDiscard(toStore(delivery), now)
  return { delivery: apply(delivery, change), answers: [outcome] }
}

/** What the periodic expiry does to a delivery: it ends it if it is overdue. */
export function expire(delivery: Delivery, rules: Rules): Delivery {
  return apply(delivery, rules.decideExpire(toStore(delivery), now).change)
}
