import { every, type Logger, type Repeated } from '@passlink/runtime'
import { type Db, type EndedDelivery, expireDeliveries, takeTurn } from '@passlink/store'
import type { DeliveryTerms } from './open-verbs.ts'

const everyMs = 1_000
const batchMax = 500

/**
 * Expires overdue deliveries once a second, in one worker at a time. `onExpired` is called with those of each batch.
 */
export function startExpiring(
  db: Db,
  { webhooks, troubles }: DeliveryTerms,
  onExpired: (expired: readonly EndedDelivery[]) => void,
  log: Logger,
): Repeated {
  async function expireInTurn(signal: AbortSignal) {
    // Less than the interval, otherwise the drift of the timer would skip every other turn.
    if (!(await takeTurn(db, 'expire', everyMs * 0.9))) return
    let count = batchMax
    while (count === batchMax && !signal.aborted) {
      const expired = await expireDeliveries(db, { limit: batchMax, webhooks, ...troubles() })
      onExpired(expired)
      count = expired.length
    }
  }

  return every(everyMs, expireInTurn, { onError: error => log.warn({ err: error }, 'nothing expired') })
}
