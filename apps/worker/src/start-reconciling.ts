import type { DeliveryQueue } from '@passlink/queue'
import type { Logger } from '@passlink/runtime'
import { type Db, type DeliveredBy, takeTurn } from '@passlink/store'
import { reconcile } from './reconcile.ts'

const everyMs = 1_000
const thoroughEveryMs = 60_000

/** Reconciles once a second, whichever worker's turn it is; `stop` resolves when a round under way has ended. */
export function startReconciling(
  db: Db,
  queues: Record<DeliveredBy, DeliveryQueue>,
  log: Logger,
): { stop: () => Promise<void> } {
  const stopping = new AbortController()
  let round: Promise<void> | undefined

  async function reconcileInTurn() {
    // A little less than the interval, or a timer's drift would cost every other turn.
    if (!(await takeTurn(db, 'reconcile', everyMs * 0.9))) return
    const thorough = await takeTurn(db, 'reconcile thoroughly', thoroughEveryMs)
    await Promise.all((['mail', 'webhook'] as const).map(by => reconcileOne(by, thorough)))
  }

  // Each by itself: what one queue does not answer is no affair of the other's.
  async function reconcileOne(by: DeliveredBy, thorough: boolean) {
    try {
      const restored = await reconcile(db, queues[by], { by, thorough, signal: stopping.signal })
      if (restored > 0) log.info({ by, restored }, 'enqueued what the queue did not hold')
    } catch (error) {
      log.warn({ err: error, by }, 'not reconciled')
    }
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
      stopping.abort()
      await round
    },
  }
}
