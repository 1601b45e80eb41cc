import type { Copy, Delivery } from '../facts.ts'
import type { Breach } from './breach.ts'

type Records = { deliveries: Delivery[]; copiesOf: Map<string, Copy[]> }

/**
 * `count` is the number of mails beyond the first of each delivery. Each must be explained by an `unknown` attempt of its
 * delivery and carry the same link. The others are listed, with every mail of no delivery and every second delivery for one
 * call.
 */
export function findDuplicates({ deliveries, copiesOf }: Records): { count: number; unexplained: Breach[] } {
  const unexplained: Breach[] = []
  const known = new Set(deliveries.map(delivery => delivery.id))
  const seen = new Set<string>()
  let count = 0
  for (const { id, requestId, linkId, attempts } of deliveries) {
    const copies = copiesOf.get(id) ?? []
    const found = (what: string) => void unexplained.push({ what, requestId, deliveryId: id })
    const extra = Math.max(0, copies.length - 1)
    const unknown = attempts.filter(attempt => attempt.outcome === 'unknown').length
    count += extra
    if (extra > unknown) found(`${copies.length} mails and ${unknown} unknown attempts`)
    if (copies.some(copy => copy.linkId !== linkId)) found('a mail with another link than its own')
    if (new Set(copies.map(copy => copy.link)).size > 1) found('mails with different links')
    if (seen.has(requestId)) found('a second delivery for one call')
    seen.add(requestId)
  }
  for (const deliveryId of copiesOf.keys()) {
    if (!known.has(deliveryId))
      unexplained.push({ what: 'a mail of no delivery', requestId: null, deliveryId })
  }
  return { count, unexplained }
}
