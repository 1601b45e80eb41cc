import { claim, type Delivery, discard, recorded, redrive, type Settlement, settle } from '../protocol.ts'
import { rules } from '../rules.ts'

const attemptsMax = 2

const settlements: Omit<Settlement, 'attempt'>[] = [
  { outcome: 'accepted', retry: 'never' },
  { outcome: 'rejected', retry: 'never' },
  { outcome: 'deferred', retry: 'timely' },
  { outcome: 'not_sent', retry: 'late' },
  { outcome: 'unknown', retry: 'timely' },
]

/** Every row that up to two attempts and one redrive can lead to. */
export function reachableDeliveries(): Delivery[] {
  const found = new Map([[keyOf(recorded), recorded]])
  for (const delivery of found.values())
    for (const next of successors(delivery))
      if (next.attempts.length <= attemptsMax && next.redrives <= 1 && !found.has(keyOf(next)))
        found.set(keyOf(next), next)
  return [...found.values()]
}

function successors(delivery: Delivery): Delivery[] {
  const { attempts, status, link, hasAddress, paused } = delivery
  return [
    claim(delivery, [{}], rules).delivery,
    claim(delivery, [{ redriveAfter: attempts.length }], rules).delivery,
    redrive(delivery, rules).delivery,
    discard(delivery, rules).delivery,
    ...attempts.flatMap((_, index) =>
      settlements.map(
        settlement => settle(delivery, [{ attempt: index + 1, ...settlement }], rules).delivery,
      ),
    ),
    { ...delivery, lapsed: status === 'sending' },
    { ...delivery, due: status === 'waiting' },
    { ...delivery, deadlinePassed: true },
    { ...delivery, link: link === 'open' ? 'redeemed' : link },
    { ...delivery, link: link === 'open' ? 'revoked' : link },
    { ...delivery, hasAddress: !hasAddress },
    { ...delivery, paused: !paused },
  ]
}

// Of a settled attempt the verbs ask only whether it is unknown.
function keyOf({ attempts, deferrals, deadReason, ...rest }: Delivery): string {
  const kinds = attempts.map(outcome => (outcome === null || outcome === 'unknown' ? outcome : 'settled'))
  return JSON.stringify([kinds, rest])
}
