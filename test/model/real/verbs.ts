import {
  claimDeliveries,
  type Db,
  discardDeliveries,
  expireDeliveries,
  findSendables,
  redriveDeliveries,
  renewClaims,
  settleDeliveries,
} from '@passlink/store'
import { terms as usualTerms } from '../../deliveries.ts'
import {
  claim,
  type Decided,
  type Delivery,
  discard,
  expire,
  redrive,
  renew,
  type Settlement,
  send,
  settle,
  withoutTimes,
} from '../protocol.ts'
import type { Rules } from '../rules.ts'

/** An operation on deliveries, in the model and in Postgres. */
export type Verb = {
  name: string
  /** Whether the verb can be applied to a delivery. */
  appliesTo: (delivery: Delivery) => boolean
  /** The arguments depend on how the delivery was when it was `seen`. */
  model: (delivery: Delivery, rules: Rules, seen?: Delivery) => Decided<unknown>
  /** Applies the verb to many deliveries at once. Resolves to the answers of the first, then of the second, and so on. */
  real: (db: Db, seen: Subject[]) => Promise<unknown[]>
  /** Applies to all deliveries in the database, not only to those passed. */
  isForAll?: true
  /** The answers for a delivery that another transaction has locked; a verb without them waits. */
  whenLocked?: (seen: Delivery) => unknown[]
}

export type Subject = { id: string; delivery: Delivery }

// Longer than any test takes: claims lapse and retries become due only by a change.
const terms = { ...usualTerms, leaseMs: 3_600_000 }
const retryMs = { never: null, timely: 1_800_000, late: 86_400_000 }

// The relay's text is not part of the model's reasons.
const relayText = 'text of the relay'
export const withoutRelayText = (reason: string) => reason.replace(relayText, '')

type RedriveAfter = (delivery: Delivery) => number | undefined

/** One claim for each function, which chooses after which attempt the delivery is to be redriven. */
export function claimVerb(name: string, ...redriveAfter: RedriveAfter[]): Verb {
  const requestsOf = (seen: Delivery) => redriveAfter.map(after => ({ redriveAfter: after(seen) }))
  return {
    name,
    appliesTo: () => true,
    model: (delivery, rules, seen = delivery) => claim(delivery, requestsOf(seen), rules),
    async real(db, seen) {
      const requests = seen.flatMap(({ id, delivery }) =>
        requestsOf(delivery).map(request => ({ deliveryId: id, ...request })),
      )
      const answers = await claimDeliveries(db, requests, terms)
      return answers.map(answer => {
        if (answer.verdict === 'dead') return { ...answer, reason: withoutRelayText(answer.reason) }
        if (answer.verdict !== 'claimed') return withoutTimes(answer)
        const { verdict, attempt, deferrals } = answer
        return { verdict, attempt, deferrals }
      })
    },
    whenLocked: () => redriveAfter.map(() => ({ verdict: 'busy' })),
  }
}

/** Settlements in one transaction. The place of an attempt: 1 is the latest, 2 the one before it. */
export function settleVerb(
  name: string,
  ...settlements: (Omit<Settlement, 'attempt'> & { place: number })[]
): Verb {
  const settlementsOf = ({ attempts }: Delivery) =>
    settlements.map(({ place, ...result }) => ({ ...result, attempt: attempts.length + 1 - place }))
  return {
    name,
    appliesTo: ({ attempts }) => settlements.every(({ place }) => place <= attempts.length),
    model: (delivery, rules, seen = delivery) => settle(delivery, settlementsOf(seen), rules),
    async real(db, seen) {
      const reply = {
        relay: 'relay:25',
        smtpCode: null,
        enhancedCode: null,
        command: null,
        detail: relayText,
      }
      const all = seen.flatMap(({ id, delivery }) =>
        settlementsOf(delivery).map(({ attempt, outcome, retry }) => ({
          ...reply,
          deliveryId: id,
          attempt,
          outcome,
          retryInMs: retryMs[retry],
        })),
      )
      const answers = await settleDeliveries(db, all)
      return answers.map(answer =>
        answer.status === 'dead'
          ? { ...answer, reason: withoutRelayText(answer.reason) }
          : withoutTimes(answer),
      )
    },
  }
}

/** Renews the claim of the attempt in this place. */
export function renewVerb(name: string, place: number): Verb {
  const attemptOf = ({ attempts }: Delivery) => attempts.length + 1 - place
  return {
    name,
    appliesTo: ({ attempts }) => place <= attempts.length,
    model: (delivery, rules, seen = delivery) => renew(delivery, attemptOf(seen), rules),
    real(db, seen) {
      const claims = seen.map(({ id, delivery }) => ({ deliveryId: id, attempt: attemptOf(delivery) }))
      return renewClaims(db, claims, terms.leaseMs)
    },
    whenLocked: () => ['busy'],
  }
}

/** Asks whether the content of the attempt in this place may leave. */
export function sendVerb(name: string, place: number): Verb {
  const attemptOf = ({ attempts }: Delivery) => attempts.length + 1 - place
  return {
    name,
    appliesTo: ({ attempts }) => place <= attempts.length,
    model: (delivery, rules, seen = delivery) => send(delivery, attemptOf(seen), rules),
    real: (db, seen) =>
      findSendables(
        db,
        seen.map(({ id, delivery }) => ({ deliveryId: id, attempt: attemptOf(delivery) })),
      ),
  }
}

export const redriveVerb: Verb = {
  name: 'redrive',
  appliesTo: () => true,
  model: (delivery, rules) => redrive(delivery, rules),
  real: (db, seen) => redriveDeliveries(db, seen.map(idOf)),
}

export const discardVerb: Verb = {
  name: 'discard',
  appliesTo: () => true,
  model: (delivery, rules) => discard(delivery, rules),
  real: (db, seen) => discardDeliveries(db, seen.map(idOf)),
}

export const expireVerb: Verb = {
  name: 'expire',
  isForAll: true,
  appliesTo: () => true,
  model: (delivery, rules) => ({ delivery: expire(delivery, rules), answers: [] }),
  async real(db) {
    await expireDeliveries(db, { limit: 100_000 })
    return []
  },
  whenLocked: () => [],
}

const idOf = ({ id }: Subject) => id
