import type { AttemptOutcome, ClaimRequest, DeclinedClaim, Settled as StoreSettled } from '@passlink/store'
import type { Rules } from './rules.ts'
import { apply, now, terms, toStore } from './store-delivery.ts'

/**
 * What Postgres knows of one delivery, its attempts and its link. Instants are told by whether they have passed: `lapsed`
 * is `claimed_until` while sending, `due` is `due_at` while waiting.
 */
export type Delivery = {
  status: 'queued' | 'sending' | 'waiting' | 'sent' | 'dead'
  /** The outcome of each attempt begun; null while there is none. */
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
}

export type Decided<Answer> = { delivery: Delivery; answers: Answer[] }

/** A delivery as recording leaves it. */
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
}

export function isOpen({ status }: Delivery): boolean {
  return status === 'queued' || status === 'sending' || status === 'waiting'
}

export type ClaimAnswer =
  | { verdict: 'claimed'; attempt: number; deferrals: number }
  | { verdict: 'dead'; reason: string; attempts: number }
  | { verdict: Exclude<DeclinedClaim['verdict'], 'dead'> }

export type ClaimWish = Pick<ClaimRequest, 'redriveAfter'>

/** Claims of the same delivery in one transaction. */
export function claim(delivery: Delivery, wishes: readonly ClaimWish[], rules: Rules): Decided<ClaimAnswer> {
  const { change, answers } = rules.decideClaim(toStore(delivery), wishes, terms, now)
  return { delivery: apply(delivery, change), answers: answers.map(withoutTimes) }
}

/** An answer without how long to wait, which the model does not know. */
export function withoutTimes<Answer extends object>(answer: Answer): Answer {
  if (!('retryInMs' in answer)) return answer
  const { retryInMs: _, ...rest } = answer as Answer & { retryInMs: number }
  return rest as unknown as Answer
}

/** `retry`: whether one is wished for, and would come before the deadline as it stands while that has not passed. */
export type Settlement = { attempt: number; outcome: AttemptOutcome; retry: 'never' | 'timely' | 'late' }

export type SettleAnswer = { status: 'sent' | 'stale' | 'waiting' } | { status: 'dead'; reason: string }

const retryMs = { never: null, timely: terms.deadlineMs / 2, late: terms.deadlineMs * 2 }

/** Settlements of the same delivery in one transaction. The model leaves out what the relay said. */
export function settle(
  delivery: Delivery,
  settlements: readonly Settlement[],
  rules: Rules,
): Decided<SettleAnswer> {
  const said = { relay: null, smtpCode: null, enhancedCode: null, detail: '' }
  const outcomes = settlements.map(({ retry, ...outcome }) => ({
    ...outcome,
    ...said,
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

export function redrive(delivery: Delivery, rules: Rules): Decided<string> {
  const { change, outcome } = rules.decideRedrive(toStore(delivery), now)
  return { delivery: apply(delivery, change), answers: [outcome] }
}

export function discard(delivery: Delivery, rules: Rules): Decided<string> {
  const { change, outcome } = rules.decideDiscard(toStore(delivery), now)
  return { delivery: apply(delivery, change), answers: [outcome] }
}

/** The chore that ends what is overdue. */
export function expire(delivery: Delivery, rules: Rules): Delivery {
  return apply(delivery, rules.decideExpire(toStore(delivery), now).change)
}
