import {
  causeOfDeath,
  type DeliveryKind,
  deadCauses,
  type EndedDelivery,
  type Settled,
} from '@passlink/store'
import { Counter, Histogram, type Registry } from 'prom-client'
import type { AttemptAnswer } from '../attempt-answer.ts'
import { answerClasses, classOf } from './answer-class.ts'

/** What a worker counts of its deliveries. */
export type DeliveryMetrics = {
  /** An attempt ended. `ageMs` is for how long the delivery had been recorded, or redriven, when it was answered. */
  observe: (delivery: { kind: DeliveryKind; ageMs: number }, answer: AttemptAnswer, settled: Settled) => void
  /** A claim of another worker, or an earlier one of this, lapsed before the outcome of its attempt was recorded. */
  countLapsed: () => void
  /** Deliveries that ended without an attempt. */
  countEnded: (ended: readonly EndedDelivery[]) => void
  countExpired: (count: number) => void
  countReconciled: (count: number) => void
}

const kinds: readonly DeliveryKind[] = ['link', 'notice', 'webhook']

/** Creates the metrics of deliveries. Those with few label values begin at 0, so that the first increase is seen. */
export function createDeliveryMetrics(registry: Registry): DeliveryMetrics {
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter({ name, help, labelNames, registers: [registry] })

  const attempts = counter(
    'passlink_attempts_total',
    'Attempts ended, by relay (webhook:<host> for webhooks), outcome, class of the reply, and status of the delivery then',
    ['relay', 'outcome', 'class', 'status'],
  )
  const answers = counter('passlink_webhook_answers_total', 'Answers of the endpoint of webhooks, by class', [
    'class',
  ])
  const dead = counter('passlink_dead_total', 'Deliveries that ended as dead, by kind and cause', [
    'kind',
    'cause',
  ])
  const unknown = counter(
    'passlink_unknown_total',
    'Attempts whose answer was lost: what they sent may have arrived',
  )
  const lapsed = counter(
    'passlink_leases_lapsed_total',
    'Claims that were not renewed in time, so that another took over',
  )
  const expired = counter(
    'passlink_expired_total',
    'Deliveries that their deadline ended while no attempt was under way',
  )
  const reconciled = counter('passlink_reconciled_total', 'Deliveries that the queue had lost and got back')
  const seconds = new Histogram({
    name: 'passlink_delivery_seconds',
    help: 'Time from the recording of a delivery, or its redrive, until it was accepted',
    labelNames: ['kind'],
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600],
    registers: [registry],
  })
  for (const kind of kinds) {
    seconds.zero({ kind })
    for (const cause of deadCauses) dead.inc({ kind, cause }, 0)
  }
  for (const answerClass of answerClasses) answers.inc({ class: answerClass }, 0)

  function countLapsed() {
    lapsed.inc()
    unknown.inc()
  }
  return {
    observe({ kind, ageMs }, answer, settled) {
      const { outcome, smtpCode, httpStatus } = answer
      const answerClass = classOf(httpStatus ?? smtpCode)
      const relay = kind === 'webhook' ? `webhook:${answer.relay}` : answer.relay
      attempts.inc({ relay, outcome, class: answerClass, status: settled.status })
      if (kind === 'webhook') answers.inc({ class: answerClass })
      if (outcome === 'accepted') seconds.observe({ kind }, ageMs / 1_000)
      // Whoever took over has counted it.
      if (outcome === 'unknown' && settled.status !== 'stale') unknown.inc()
      if (settled.status === 'dead') dead.inc({ kind, cause: causeOfDeath(settled.reason) })
    },
    countLapsed,
    countEnded(ended) {
      for (const { kind, reason, hasLapsed } of ended) {
        dead.inc({ kind, cause: causeOfDeath(reason) })
        if (hasLapsed) countLapsed()
      }
    },
    countExpired: count => expired.inc(count),
    countReconciled: count => reconciled.inc(count),
  }
}
