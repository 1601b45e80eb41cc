import { every, type Logger, type Repeated } from '@passlink/runtime'
import { type Db, expireDeliveries, takeTurn } from '@passlink/store'
import type { WebhookTerms } from './open-verbs.ts'

const everyMs = 1_000
const batchMax = 500

/**
 * Expires overdue deliveries once a second, in one worker at a time. `onExpired` is called with the number of each
 * batch.
 */
export function startExpiring(
  db: Db,
  { webhookDeadlineMs, webhookTrouble }: WebhookTerms,
  onExpired: (count: number) => void,
  log: Logger,
): Repeated {
  async function expireInTurn(signal: AbortSignal) {
    // Less than the interval, otherwise the drift of the timer would skip every other turn.
    if (!(await takeTurn(db, 'expire', everyMs * 0.9))) return
    let count = batchMax
    while (count === batchMax && !signal.aborted) {
      const expired = await expireDeliveries(db, {
        limit: batchMax,
        webhookDeadlineMs,
        webhookTrouble: webhookTrouble(),
      })
      for (const { requestId, deliveryId, reason } of expired)
        log.error({ requestId, deliveryId, reason, status: 'dead' }, 'delivery expired')
      onExpired(expired.length)
      count = expired.length
    }
  }

  return every(everyMs, expireInTurn, { onError: error => log.warn({ err: error }, 'nothing expired') })
}
