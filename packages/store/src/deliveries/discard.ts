import type { Db } from '../database/open-database.ts'
import type { Actor } from '../operators/audit.ts'
import { changeDead } from './change-dead.ts'
import { type DiscardOutcome, decideDiscard } from './decide-discard.ts'
import type { Picked } from './picked.ts'

/**
 * Discards dead deliveries permanently: they are no longer dead letters and cannot be redriven. Their reason gets the
 * prefix `discarded: `. Discarding again changes nothing. The answers are in the order of the deliveries. What `actor`
 * changed is in the audit, by the same transaction.
 */
export const discardDeliveries = (
  db: Db,
  picked: readonly (string | Picked)[],
  actor?: Actor,
): Promise<DiscardOutcome[]> =>
  changeDead(db, picked, { decide: decideDiscard, action: 'delivery.discarded', withLinks: false, actor })
