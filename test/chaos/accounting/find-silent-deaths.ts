import type { Copy, Delivery } from '../facts.ts'
import type { Breach } from './breach.ts'

type Records = { deliveries: Delivery[]; copiesOf: Map<string, Copy[]> }

/** Dead deliveries whose mail arrived, but whose reason does not mention that it may have arrived. */
export function findSilentDeaths({ deliveries, copiesOf }: Records): Breach[] {
  return deliveries
    .filter(({ id, status }) => status === 'dead' && copiesOf.has(id))
    .filter(({ deadReason }) => !deadReason?.includes('may have arrived'))
    .map(({ id, requestId, deadReason }) => ({
      what: `arrived, and dead without a word of it: ${deadReason}`,
      requestId,
      deliveryId: id,
    }))
}
