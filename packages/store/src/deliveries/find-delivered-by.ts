import { sql } from 'drizzle-orm'
import { type Connection, statement } from '../database/statement.ts'
import { ids } from '../database/values.ts'
import type { DeliveredBy, DeliveryKind } from './delivery.ts'

const find = statement<{ id: string; kind: DeliveryKind }>(
  sql`select id, kind from deliveries where id in ${ids('ids')}`,
)

/** How each delivery is delivered; null for an unknown id. The answers are in the order of the ids. */
export async function findDeliveredBy(
  db: Connection,
  deliveryIds: readonly string[],
): Promise<(DeliveredBy | null)[]> {
  const kinds = new Map((await find(db, { ids: deliveryIds })).map(({ id, kind }) => [id, kind]))
  return deliveryIds.map(deliveryId => {
    const kind = kinds.get(deliveryId.toLowerCase())
    return kind === undefined ? null : kind === 'webhook' ? 'webhook' : 'mail'
  })
}
