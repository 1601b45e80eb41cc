import type { Db } from '../database/open-database.ts'
import type { RedriveOutcome } from '../deliveries/decide-redrive.ts'
import { redriveDeliveries } from '../deliveries/redrive.ts'
import type { Actor } from '../operators/audit.ts'
import { deadLetterBatches } from './dead-letter-batches.ts'
import type { DeadLetterFilter } from './dead-letter-filter.ts'

export type Redriven = { deliveryId: string; outcome: RedriveOutcome }

/**
 * Redrives the dead letters that exist at the start, ordered by time of death, `batchSize` in each transaction. Yields
 * the outcomes of each batch before the next begins. A caller that stops iterating stops it. What `actor`
 * changed is in the audit.
 */
export async function* redriveDeadLetters(
  db: Db,
  filter: DeadLetterFilter,
  { batchSize = 500, actor }: { batchSize?: number; actor?: Actor | undefined } = {},
): AsyncGenerator<Redriven[]> {
  for await (const ids of deadLetterBatches(db, filter, batchSize)) {
    const outcomes = await redriveDeliveries(db, ids, actor)
    yield ids.map((deliveryId, index) => ({ deliveryId, outcome: outcomes[index] as RedriveOutcome }))
  }
}
