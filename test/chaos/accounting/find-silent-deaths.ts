import type { Copy, Delivery } from '../facts.ts'
import type { Breach } from './breach.ts'

type Books = { deliveries: Delivery[]; copiesOf: Map<string, Copy[]> }

/** Deliveries that are dead although their mail arrived, and whose reason does not say that it may have. */
export function findSilentDeaths({ deliveries, copiesOf }: Books): Breach[] {
  return deliveries
    .filter(({ id, status }) => status === 'dead' && copiesOf.has(id))
    .filter(({ deadReason }) => !deadReason?.includes('may have arrived'))
    .map(({ id, requestId, deadReason }) => ({
      what: `arrived, and dead without a word of it: ${deadReason}`,
      requestId,
      deliveryId: id,
    }))
}
