import type { Db } from '../database/open-database.ts'
import type { Actor } from '../operators/audit.ts'
import { changeDead } from './change-dead.ts'
import { decideRedrive, type RedriveOutcome } from './decide-redrive.ts'
import type { Picked } from './picked.ts'

/**
 * Redrives dead deliveries: the time until the deadline and the retry schedule restart. `reconcile` or the caller
 * enqueues them. The answers are in the order of the deliveries. What `actor` changed is in the audit, by the same
 * transaction.
 */
export const redriveDeliveries = (
  db: Db,
  picked: readonly (string | Picked)[],
  actor?: Actor,
): Promise<RedriveOutcome[]> =>
  changeDead(db, picked, { decide: decideRedrive, action: 'delivery.redriven', withLinks: true, actor })
