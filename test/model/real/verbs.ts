import {
  claimDeliveries,
  type Db,
  discardDeliveries,
  expireDeliveries,
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
  settle,
  withoutTimes,
} from '../protocol.ts'
import type { Rules } from '../rules.ts'

/** Something that can be asked of deliveries, as the model has it and as Postgres does it. */
export type Verb = {
  name: string
  /** Whether there is anything to ask of a delivery. */
  suits: (delivery: Delivery) => boolean
  /** What is asked depends on how the delivery was `seen`. */
  model: (delivery: Delivery, rules: Rules, seen?: Delivery) => Decided<unknown>
  /** Asks it of many deliveries at once. Answers as the model does, those of one delivery after the other's. */
  real: (db: Db, seen: Subject[]) => Promise<unknown[]>
  /** It is asked of all deliveries that there are, whichever are named. */
  isForAll?: true
  /** The answers for a delivery that another transaction has locked; a verb without them waits. */
  whenLocked?: (seen: Delivery) => unknown[]
}

export type Subject = { id: string; delivery: Delivery }

// Longer than any test takes: what lapses and what falls due is made to.
const terms = { ...usualTerms, leaseMs: 3_600_000 }
const retryMs = { never: null, timely: 1_800_000, late: 86_400_000 }

// The model leaves out of its reasons what a relay said.
const relayWords = 'so said the relay'
export const withoutWords = (reason: string) => reason.replace(relayWords, '')

type RedriveAfter = (delivery: Delivery) => number | undefined

/** A claim for each way to say after which attempt it is to be redriven. */
export function claimVerb(name: string, ...redriveAfter: RedriveAfter[]): Verb {
  const wishesOf = (seen: Delivery) => redriveAfter.map(after => ({ redriveAfter: after(seen) }))
  return {
    name,
    suits: () => true,
    model: (delivery, rules, seen = delivery) => claim(delivery, wishesOf(seen), rules),
    async real(db, seen) {
      const requests = seen.flatMap(({ id, delivery }) =>
        wishesOf(delivery).map(wish => ({ deliveryId: id, ...wish })),
      )
      const answers = await claimDeliveries(db, requests, terms)
      return answers.map(answer => {
        if (answer.verdict === 'dead') return { ...answer, reason: withoutWords(answer.reason) }
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
    settlements.map(({ place, ...how }) => ({ ...how, attempt: attempts.length + 1 - place }))
  return {
    name,
    suits: ({ attempts }) => settlements.every(({ place }) => place <= attempts.length),
    model: (delivery, rules, seen = delivery) => settle(delivery, settlementsOf(seen), rules),
    async real(db, seen) {
      const relaySaid = { relay: 'relay:25', smtpCode: null, enhancedCode: null, detail: relayWords }
      const all = seen.flatMap(({ id, delivery }) =>
        settlementsOf(delivery).map(({ attempt, outcome, retry }) => ({
          ...relaySaid,
          deliveryId: id,
          attempt,
          outcome,
          retryInMs: retryMs[retry],
        })),
      )
      const answers = await settleDeliveries(db, all)
      return answers.map(answer =>
        answer.status === 'dead' ? { ...answer, reason: withoutWords(answer.reason) } : withoutTimes(answer),
      )
    },
  }
}

/** Renews the claim of the attempt in this place. */
export function renewVerb(name: string, place: number): Verb {
  const attemptOf = ({ attempts }: Delivery) => attempts.length + 1 - place
  return {
    name,
    suits: ({ attempts }) => place <= attempts.length,
    model: (delivery, rules, seen = delivery) => renew(delivery, attemptOf(seen), rules),
    real(db, seen) {
      const claims = seen.map(({ id, delivery }) => ({ deliveryId: id, attempt: attemptOf(delivery) }))
      return renewClaims(db, claims, terms.leaseMs)
    },
    whenLocked: () => ['busy'],
  }
}

export const redriveVerb: Verb = {
  name: 'redrive',
  suits: () => true,
  model: (delivery, rules) => redrive(delivery, rules),
  real: (db, seen) => redriveDeliveries(db, seen.map(idOf)),
}

export const discardVerb: Verb = {
  name: 'discard',
  suits: () => true,
  model: (delivery, rules) => discard(delivery, rules),
  real: (db, seen) => discardDeliveries(db, seen.map(idOf)),
}

export const expireVerb: Verb = {
  name: 'expire',
  isForAll: true,
  suits: () => true,
  model: (delivery, rules) => ({ delivery: expire(delivery, rules), answers: [] }),
  async real(db) {
    await expireDeliveries(db, { limit: 100_000 })
    return []
  },
  whenLocked: () => [],
}

const idOf = ({ id }: Subject) => id
