import type { Call, Copy, Delivery } from '../facts.ts'
import type { Breach } from './breach.ts'

type Records = {
  calls: Call[]
  deliveries: Delivery[]
  copiesOf: Map<string, Copy[]>
  deadHow: Map<string, string>
}

/**
 * Calls answered 200 that were never recorded or ended dead without a cause in this run; and deliveries, promised or not,
 * that are still open, or that are sent but in no mailbox.
 */
export function findLost({ calls, deliveries, copiesOf, deadHow }: Records): Breach[] {
  const promised = new Set(calls.filter(call => call.status === 200).map(call => call.requestId))
  const recorded = new Set(deliveries.map(delivery => delivery.requestId))
  const unrecorded = [...promised]
    .filter(requestId => !recorded.has(requestId))
    .map(requestId => ({ what: 'answered 200 and never recorded', requestId, deliveryId: null }))
  const ended = deliveries.flatMap(delivery => {
    const what = lossOf(delivery, promised.has(delivery.requestId), copiesOf, deadHow)
    return what ? [{ what, requestId: delivery.requestId, deliveryId: delivery.id }] : []
  })
  return [...unrecorded, ...ended]
}

function lossOf(
  { id, linkId, status, deadReason }: Delivery,
  promised: boolean,
  copiesOf: Records['copiesOf'],
  deadHow: Records['deadHow'],
): string | undefined {
  if (status === 'sent') return copiesOf.has(id) ? undefined : 'said to be sent, and in no mailbox'
  if (status !== 'dead') return `still ${status} when everything had long been well`
  if (!promised) return undefined
  const how = deadHow.get(linkId)
  const reasons = [/deadline/, ...(how ? [new RegExp(how)] : [])]
  return reasons.some(reason => reason.test(deadReason ?? ''))
    ? undefined
    : `dead without cause: ${deadReason}`
}
