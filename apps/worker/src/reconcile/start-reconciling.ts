import { every, type Logger, type Repeated } from '@passlink/runtime'
import { createKeepTurn, type Db } from '@passlink/store'
import { createReconciler } from './create-reconciler.ts'
import type { Queues } from './enqueue-page.ts'

const roundMs = 1_000
// After three missed rounds another worker takes over.
const turnLapseMs = 4_000

/**
 * Reconciles once a second, in one worker at a time. `onAdded` is called with the number of jobs that were enqueued. `stop`
 * resolves when a round under way has ended.
 */
export function startReconciling(
  db: Db,
  queues: Queues,
  onAdded: (count: number) => void,
  log: Logger,
): Repeated {
  const keepTurn = createKeepTurn(db, 'reconcile', turnLapseMs)
  const reconcile = createReconciler(db, queues)
  return every(
    roundMs,
    async signal => {
      if (!(await keepTurn())) return
      const { added, repairing } = await reconcile(signal)
      onAdded(added)
      if (added > 0) log.info({ added, repairing }, 'enqueued what the queue did not hold')
    },
    { onError: error => log.warn({ err: error }, 'not reconciled') },
  )
}
