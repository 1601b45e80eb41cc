import {
  claimDeliveries,
  type Db,
  discardDeliveries,
  judgeDeliveries,
  redriveDeliveries,
  renewClaims,
  settleDeliveries,
} from '@passlink/store'
import { terms as usualTerms } from '../../deliveries.ts'
import { claim, judge } from '../claim.ts'
import type { Guards } from '../guards.ts'
import { type Delivery, discard, redrive, renew } from '../protocol.ts'
import { type Settlement, settle } from '../settle.ts'

type Outcome = { delivery: Delivery; answers: unknown[] }

/** Something that can be said of deliveries, as the model has it and as Postgres does it. */
export type Verb = {
  name: string
  /** Whether there is anything to say of a delivery. */
  suits: (delivery: Delivery) => boolean
  /** What is said depends on how the delivery was `seen`. */
  model: (delivery: Delivery, guards: Guards, seen?: Delivery) => Outcome
  /** Says it of many deliveries in one statement. Answers as the model does, those of one delivery after the other's. */
  real: (db: Db, seen: Subject[]) => Promise<unknown[]>
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
export const claimVerb = (name: string, ...redriveAfter: RedriveAfter[]) =>
  decideVerb(name, { inModel: claim, inPostgres: claimDeliveries }, redriveAfter)

/** The same without beginning anything. */
export const judgeVerb = (name: string, ...redriveAfter: RedriveAfter[]) =>
  decideVerb(name, { inModel: judge, inPostgres: judgeDeliveries }, redriveAfter)

function decideVerb(
  name: string,
  {
    inModel,
    inPostgres,
  }: { inModel: typeof claim; inPostgres: typeof claimDeliveries | typeof judgeDeliveries },
  redriveAfter: RedriveAfter[],
): Verb {
  const requestsOf = (seen: Delivery) => redriveAfter.map(after => ({ redriveAfter: after(seen) }))
  return {
    name,
    suits: () => true,
    model: (delivery, guards, seen = delivery) => inModel(delivery, requestsOf(seen), guards),
    async real(db, seen) {
      const requests = seen.flatMap(({ id, delivery }) =>
        requestsOf(delivery).map(request => ({ deliveryId: id, ...request })),
      )
      const answers = await inPostgres(db, requests, terms)
      return answers.map(answer => {
        if (answer.verdict === 'dead') return { ...answer, reason: withoutWords(answer.reason) }
        const { verdict } = answer
        return verdict === 'claimed'
          ? { verdict, attempt: answer.attempt, deferrals: answer.deferrals }
          : { verdict }
      })
    },
  }
}

/** Settlements in one statement. The place of an attempt: 1 is the latest, 2 the one before it. */
export function settleVerb(
  name: string,
  ...settlements: (Omit<Settlement, 'attempt'> & { place: number })[]
): Verb {
  const settlementsOf = ({ attempts }: Delivery) =>
    settlements.map(({ place, ...how }) => ({ ...how, attempt: attempts.length + 1 - place }))
  return {
    name,
    suits: ({ attempts }) => settlements.every(({ place }) => place <= attempts.length),
    model: (delivery, guards, seen = delivery) => settle(delivery, settlementsOf(seen), guards),
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
      return answers.map(answer => {
        if (answer.status === 'dead') return { ...answer, reason: withoutWords(answer.reason) }
        return { status: answer.status }
      })
    },
  }
}

/** Renews the claim of the attempt in this place. */
export function renewVerb(name: string, place: number): Verb {
  const attemptOf = ({ attempts }: Delivery) => attempts.length + 1 - place
  return {
    name,
    suits: ({ attempts }) => place <= attempts.length,
    model(delivery, _, seen = delivery) {
      const renewed = renew(delivery, attemptOf(seen))
      return { delivery: renewed.delivery, answers: [renewed.held] }
    },
    real(db, seen) {
      const claims = seen.map(({ id, delivery }) => ({ deliveryId: id, attempt: attemptOf(delivery) }))
      return renewClaims(db, claims, terms.leaseMs)
    },
  }
}

export const redriveVerb: Verb = {
  name: 'redrive',
  suits: () => true,
  model: (delivery, guards) => withOutcome(redrive(delivery, guards)),
  real: (db, seen) => redriveDeliveries(db, seen.map(idOf)),
}

export const discardVerb: Verb = {
  name: 'discard',
  suits: () => true,
  model: delivery => withOutcome(discard(delivery)),
  real: (db, seen) => discardDeliveries(db, seen.map(idOf)),
}

const idOf = ({ id }: Subject) => id

const withOutcome = ({ delivery, outcome }: { delivery: Delivery; outcome: string }): Outcome => ({
  delivery,
  answers: [outcome],
})
