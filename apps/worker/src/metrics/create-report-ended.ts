import type { Logger } from '@passlink/runtime'
import { causeOfDeath, type EndedDelivery } from '@passlink/store'
import type { DeliveryMetrics } from './delivery-metrics.ts'

/** Log and count deliveries that ended without an attempt: when they were to be claimed, or at their deadline. */
export type ReportEnded = Record<'byClaim' | 'expired', (ended: readonly EndedDelivery[]) => void>

/** That a link was used or revoked before it was mailed is no failure, and logged at `info`. */
export function createReportEnded(metrics: DeliveryMetrics, log: Logger): ReportEnded {
  function report(ended: readonly EndedDelivery[], message: string) {
    for (const { requestId, deliveryId, reason } of ended) {
      const level = causeOfDeath(reason) === 'link_ended' ? 'info' : 'error'
      log[level]({ requestId, deliveryId, reason, status: 'dead' }, message)
    }
    metrics.countEnded(ended)
  }
  return {
    byClaim: ended => report(ended, 'delivery ended by its claim'),
    expired(ended) {
      report(ended, 'delivery expired')
      metrics.countExpired(ended.length)
    },
  }
}
