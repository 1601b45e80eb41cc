import { type Db, type DeliveredBy, takeTurn } from '@passlink/links'
import type { DeliveryQueue } from '@passlink/queue'
import type { Logger } from '@passlink/runtime'
import { reconcile } from './reconcile.ts'

const everyMs = 1_000
const thoroughEveryMs = 60_000

/** Reconciles once a second, whichever worker's turn it is; `stop` resolves when a round under way has ended. */
export function startReconciling(
  db: Db,
  queues: Record<DeliveredBy, DeliveryQueue>,
  log: Logger,
): { stop: () => Promise<void> } {
  let round: Promise<void> | undefined

  async function reconcileInTurn() {
    // A little less than the interval, or a timer's drift would cost every other turn.
    if (!(await takeTurn(db, 'reconcile', everyMs * 0.9))) return
    const thorough = await takeTurn(db, 'reconcile thoroughly', thoroughEveryMs)
    const [mails, webhooks] = await Promise.all([
      reconcile(db, queues.mail, { by: 'mail', thorough }),
      reconcile(db, queues.webhook, { by: 'webhook', thorough }),
    ])
    const restored = mails + webhooks
    if (restored > 0) log.info({ restored }, 'enqueued what the queue did not hold')
  }

  const timer = setInterval(() => {
    round ??= reconcileInTurn()
      .catch(error => log.warn({ err: error }, 'not reconciled'))
      .finally(() => {
        round = undefined
      })
  }, everyMs)

  return {
    async stop() {
      clearInterval(timer)
      await round
    },
  }
}
