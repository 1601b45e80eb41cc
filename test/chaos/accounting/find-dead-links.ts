import type { Copy, DeadLink, Delivery } from '../facts.ts'
import type { Breach } from './breach.ts'

type Records = { deliveries: Delivery[]; deadLinks: DeadLink[]; copiesOf: Map<string, Copy[]> }

/**
 * Mails with an unusable link: sent by an attempt that began after the link died or after the deadline, or received after
 * the link expired.
 */
export function findDeadLinks({ deliveries, deadLinks, copiesOf }: Records): Breach[] {
  const deathOf = new Map(deadLinks.map(link => [link.linkId, link]))
  return deliveries.flatMap(({ id, requestId, linkId, deadline, expiresAt, attempts }) => {
    const found = (copiesOf.get(id) ?? []).flatMap(({ receivedAt }) => {
      const attempt = attempts.findLast(({ startedAt }) => startedAt <= receivedAt)
      const death = deathOf.get(linkId)
      if (!attempt) return ['a mail before any attempt']
      if (death && attempt.startedAt > death.at)
        return [`attempt ${attempt.number} began after the link was ${death.how}`]
      if (attempt.startedAt > deadline) return [`attempt ${attempt.number} began after the deadline`]
      if (expiresAt !== null && receivedAt > expiresAt) return ['received after the link had expired']
      return []
    })
    return found.map(what => ({ what, requestId, deliveryId: id }))
  })
}
