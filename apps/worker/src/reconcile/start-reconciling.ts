import { every, type Logger, type Repeated } from '@passlink/runtime'
import { createKeepTurn, type Db } from '@passlink/store'
import { createReconciler } from './create-reconciler.ts'
import type { Queues } from './enqueue-page.ts'

const roundMs = 1_000
// Three rounds missed, and another worker goes on.
const turnLapseMs = 4_000

/** Reconciles once a second while it is this worker's turn, which it keeps; `stop` resolves when a round under way has ended. */
export function startReconciling(db: Db, queues: Queues, log: Logger): Repeated {
  const keepTurn = createKeepTurn(db, 'reconcile', turnLapseMs)
  const reconcile = createReconciler(db, queues)
  return every(
    roundMs,
    async signal => {
      if (!(await keepTurn())) return
      const { added, repairing } = await reconcile(signal)
      if (added > 0) log.info({ added, repairing }, 'enqueued what the queue did not hold')
    },
    { onError: error => log.warn({ err: error }, 'not reconciled') },
  )
}
