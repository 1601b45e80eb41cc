import type { Call, Copy, Delivery, FaultRecord } from '../facts.ts'

type Books = { calls: Call[]; deliveries: Delivery[]; copiesOf: Map<string, Copy[]>; faults: FaultRecord[] }

/** `worstRecoveryMs`: in one go while no server was broken. `longestWaitMs`: whatever was broken. `slowest` took the worst. */
export type Recovery = { worstRecoveryMs: number; longestWaitMs: number; slowest: string | null }

/**
 * How long mails that were promised took to come, the first of each. Only a broken server excuses waiting; of apps there are
 * always others, which take over.
 */
export function measureRecovery({ calls, deliveries, copiesOf, faults }: Books): Recovery {
  const promisedAt = new Map(
    calls.filter(call => call.status === 200).map(call => [call.requestId, call.endedAt]),
  )
  const broken = faults.filter(fault => fault.ofServer).sort((one, other) => one.beganAt - other.beganAt)
  const recovery: Recovery = { worstRecoveryMs: 0, longestWaitMs: 0, slowest: null }
  for (const { id, requestId } of deliveries) {
    const answeredAt = promisedAt.get(requestId)
    const copies = copiesOf.get(id)
    if (answeredAt === undefined || !copies) continue
    const receivedAt = Math.min(...copies.map(copy => copy.receivedAt))
    const waitedMs = longestWell(answeredAt, receivedAt, broken)
    recovery.longestWaitMs = Math.max(recovery.longestWaitMs, receivedAt - answeredAt)
    if (waitedMs <= recovery.worstRecoveryMs) continue
    recovery.worstRecoveryMs = waitedMs
    recovery.slowest = id
  }
  return recovery
}

/** The longest time between two moments in which nothing of what is `broken` (in the order of its beginning) was. */
function longestWell(from: number, until: number, broken: FaultRecord[]): number {
  let wellSince = from
  let longestMs = 0
  for (const { beganAt, endedAt } of broken) {
    if (beganAt >= until) break
    longestMs = Math.max(longestMs, beganAt - wellSince)
    wellSince = Math.max(wellSince, endedAt)
  }
  return Math.max(longestMs, until - wellSince)
}
