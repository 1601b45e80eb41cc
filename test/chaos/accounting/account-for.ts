import type { Copy, Facts } from '../facts.ts'
import type { Breach } from './breach.ts'
import { findDeadLinks } from './find-dead-links.ts'
import { findDuplicates } from './find-duplicates.ts'
import { findLost } from './find-lost.ts'
import { findLostWebhooks } from './find-lost-webhooks.ts'
import { findNeglected } from './find-neglected.ts'
import { findSilentDeaths } from './find-silent-deaths.ts'
import { measureRecovery, type Recovery } from './measure-recovery.ts'
import { waitsOf } from './waits.ts'

/** What became of all calls. Any breach means that a promise was broken. */
export type Account = {
  requests: number
  promised: number
  sent: number
  dead: number
  lost: Breach[]
  duplicates: { count: number; unexplained: Breach[] }
  deadLinks: Breach[]
  silentDeaths: Breach[]
  neglected: Breach[]
  recovery: Recovery
}

/** Compares the answered calls with the mails in the mailbox. */
export function accountFor({ calls, deliveries, copies, deadLinks, webhooks, faults }: Facts): Account {
  const copiesOf = byDelivery(copies)
  const waits = waitsOf({ calls, deliveries, copiesOf, faults })
  const deadHow = new Map(deadLinks.map(link => [link.linkId, link.how]))
  return {
    requests: calls.length,
    promised: calls.filter(call => call.status === 200).length,
    sent: deliveries.filter(delivery => delivery.status === 'sent').length,
    dead: deliveries.filter(delivery => delivery.status === 'dead').length,
    lost: [...findLost({ calls, deliveries, copiesOf, deadHow }), ...findLostWebhooks(webhooks)],
    duplicates: findDuplicates({ deliveries, copiesOf }),
    deadLinks: findDeadLinks({ deliveries, deadLinks, copiesOf }),
    silentDeaths: findSilentDeaths({ deliveries, copiesOf }),
    neglected: findNeglected(waits),
    recovery: measureRecovery(waits),
  }
}

export const breachesOf = ({ lost, duplicates, deadLinks, silentDeaths, neglected }: Account): Breach[] => [
  ...lost,
  ...duplicates.unexplained,
  ...deadLinks,
  ...silentDeaths,
  ...neglected,
]

function byDelivery(copies: Copy[]): Map<string, Copy[]> {
  const copiesOf = new Map<string, Copy[]>()
  for (const copy of copies) {
    const before = copiesOf.get(copy.deliveryId)
    if (before) before.push(copy)
    else copiesOf.set(copy.deliveryId, [copy])
  }
  return copiesOf
}
