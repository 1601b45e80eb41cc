import type { Db } from '../database/open-database.ts'
import type { DiscardOutcome } from '../deliveries/decide-discard.ts'
import { discardDeliveries } from '../deliveries/discard.ts'
import type { Actor } from '../operators/audit.ts'
import { deadLetterBatches } from './dead-letter-batches.ts'
import type { DeadLetterFilter } from './dead-letter-filter.ts'

export type Discarded = { deliveryId: string; outcome: DiscardOutcome }

/**
 * Discards the dead letters that exist at the start, ordered by time of death, `batchSize` in each transaction. Yields
 * the outcomes of each batch before the next begins. A caller that stops iterating stops it. What `actor`
 * changed is in the audit.
 */
export async function* discardDeadLetters(
  db: Db,
  filter: DeadLetterFilter,
  { batchSize = 500, actor }: { batchSize?: number; actor?: Actor | undefined } = {},
): AsyncGenerator<Discarded[]> {
  for await (const ids of deadLetterBatches(db, filter, batchSize)) {
    const outcomes = await discardDeliveries(db, ids, actor)
    yield ids.map((deliveryId, index) => ({ deliveryId, outcome: outcomes[index] as DiscardOutcome }))
  }
}
