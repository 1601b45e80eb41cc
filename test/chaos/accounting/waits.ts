import type { Call, Copy, Delivery, FaultRecord } from '../facts.ts'

type Records = { calls: Call[]; deliveries: Delivery[]; copiesOf: Map<string, Copy[]>; faults: FaultRecord[] }

/** How long a promised mail waited. `unexcusedMs` is the longest time without a break in which nothing excused that. */
export type Wait = { delivery: Delivery; arrived: boolean; lastedMs: number; unexcusedMs: number }

type Interval = { beganAt: number; endedAt: number }

/**
 * The waits of all promised mails, until the first arrived or the deadline passed; a mail whose link was made unusable
 * waited for nothing. What excuses waiting: a fault that left nothing to take over, and a relay that may have taken the
 * mail and does not answer.
 */
export function waitsOf({ calls, deliveries, copiesOf, faults }: Records): Wait[] {
  const promisedAt = new Map(
    calls.filter(call => call.status === 200).map(call => [call.requestId, call.endedAt]),
  )
  const stops = faults.filter(({ stopsMail }) => stopsMail)
  return deliveries.flatMap(delivery => {
    const from = promisedAt.get(delivery.requestId)
    const copies = copiesOf.get(delivery.id)
    const until = copies ? Math.min(...copies.map(({ receivedAt }) => receivedAt)) : deadlineOf(delivery)
    if (from === undefined || until === undefined) return []
    const excuses = [...stops, ...silencesOf(delivery, until)]
    const unexcusedMs = longestWithout(from, until, excuses)
    return [{ delivery, arrived: copies !== undefined, lastedMs: until - from, unexcusedMs }]
  })
}

const deadlineOf = ({ deadline, deadReason }: Delivery) =>
  deadReason?.includes('deadline') ? deadline : undefined

const silencesOf = ({ attempts }: Delivery, until: number): Interval[] =>
  attempts
    .filter(({ outcome }) => outcome === 'unknown')
    .map(({ startedAt, finishedAt }) => ({ beganAt: startedAt, endedAt: finishedAt ?? until }))

/** The longest time between the two moments that none of the intervals touches. */
function longestWithout(from: number, until: number, intervals: Interval[]): number {
  let freeSince = from
  let longestMs = 0
  for (const { beganAt, endedAt } of intervals.toSorted((one, other) => one.beganAt - other.beganAt)) {
    if (beganAt >= until) break
    longestMs = Math.max(longestMs, beganAt - freeSince)
    freeSince = Math.max(freeSince, endedAt)
  }
  return Math.max(longestMs, until - freeSince)
}
