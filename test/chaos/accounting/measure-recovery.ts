import type { Call, Copy, Delivery, FaultRecord } from '../facts.ts'

type Records = { calls: Call[]; deliveries: Delivery[]; copiesOf: Map<string, Copy[]>; faults: FaultRecord[] }

/**
 * `worstRecoveryMs`: the longest uninterrupted wait while no server was broken, of the delivery `slowest`. `longestWaitMs`: the
 * longest wait, whatever was broken.
 */
export type Recovery = { worstRecoveryMs: number; longestWaitMs: number; slowest: string | null }

/**
 * How long the first mail of each promised delivery took to arrive. Only a broken server excuses waiting: a broken app has
 * others that take over.
 */
export function measureRecovery({ calls, deliveries, copiesOf, faults }: Records): Recovery {
  const promisedAt = new Map(
    calls.filter(call => call.status === 200).map(call => [call.requestId, call.endedAt]),
  )
  const serverFaults = faults
    .filter(fault => fault.ofServer)
    .sort((one, other) => one.beganAt - other.beganAt)
  const recovery: Recovery = { worstRecoveryMs: 0, longestWaitMs: 0, slowest: null }
  for (const { id, requestId } of deliveries) {
    const answeredAt = promisedAt.get(requestId)
    const copies = copiesOf.get(id)
    if (answeredAt === undefined || !copies) continue
    const receivedAt = Math.min(...copies.map(copy => copy.receivedAt))
    const waitedMs = longestWithoutFault(answeredAt, receivedAt, serverFaults)
    recovery.longestWaitMs = Math.max(recovery.longestWaitMs, receivedAt - answeredAt)
    if (waitedMs <= recovery.worstRecoveryMs) continue
    recovery.worstRecoveryMs = waitedMs
    recovery.slowest = id
  }
  return recovery
}

/** The longest time within the interval without any of these faults, which are ordered by `beganAt`. */
function longestWithoutFault(from: number, until: number, serverFaults: FaultRecord[]): number {
  let healthySince = from
  let longestMs = 0
  for (const { beganAt, endedAt } of serverFaults) {
    if (beganAt >= until) break
    longestMs = Math.max(longestMs, beganAt - healthySince)
    healthySince = Math.max(healthySince, endedAt)
  }
  return Math.max(longestMs, until - healthySince)
}
