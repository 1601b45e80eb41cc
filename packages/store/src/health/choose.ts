import type { Reason } from './health.ts'

/** What a worker knows of a server. `probeAt` is by the worker's own clock. */
export type Candidate = {
  away: Reason | null
  /** Whether the server is back, but has not accepted anything yet. */
  isOnTrial: boolean
  probeAt: number
  /** Deliveries of this worker that wait for an answer of the server. */
  inFlight: number
  /** Whether all connections that this worker may have are silent. */
  isStuck: boolean
}

/**
 * Which servers take another delivery now, and which are to be probed, by their places, the preferred one first. A
 * server on trial takes one delivery at a time. A server that is away takes none, except that one that defers is used
 * while no other is left, because it may be greylisting.
 */
export function choose(candidates: readonly Candidate[], now: number): { takes: number[]; probes: number[] } {
  const placesOf = (has: (candidate: Candidate) => boolean) =>
    [...candidates.entries()].flatMap(([place, candidate]) => (has(candidate) ? [place] : []))
  const present = placesOf(({ away, isStuck }) => away === null && !isStuck)
  const takes =
    present.length > 0
      ? placesOf(({ away, isStuck, isOnTrial, inFlight }) => {
          return away === null && !isStuck && (!isOnTrial || inFlight === 0)
        })
      : placesOf(({ away, isStuck }) => away === 'deferring' && !isStuck).slice(0, 1)
  return { takes, probes: placesOf(({ away, probeAt }) => away !== null && probeAt <= now) }
}
