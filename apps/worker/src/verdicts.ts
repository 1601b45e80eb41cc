import type { Verdict } from '@passlink/queue'
import type { DeclinedClaim, Settled } from '@passlink/store'

/**
 * The verdict on a job whose delivery was not claimed. What is paused comes back with ±20 % jitter, so that the jobs of an
 * organization do not come back together, but no later than the pause, or the delivery's time, ends.
 */
export function declined(claim: DeclinedClaim, random: () => number = Math.random): Verdict {
  switch (claim.verdict) {
    case 'busy':
    case 'early':
      return { retryInMs: claim.retryInMs }
    case 'paused': {
      const retryInMs = Math.round(claim.retryInMs * (0.8 + 0.4 * random()))
      return { retryInMs: claim.latestInMs === null ? retryInMs : Math.min(retryInMs, claim.latestInMs) }
    }
    case 'dead':
      return { dead: claim.reason, attempts: claim.attempts }
    case 'sent':
    case 'unknown':
      return { done: true }
  }
}

/** The verdict on a job after its attempt was settled. */
export function verdictOf(settled: Settled, attempt: number): Verdict {
  switch (settled.status) {
    case 'sent':
    case 'stale':
      return { done: true }
    case 'waiting':
      return { retryInMs: settled.retryInMs }
    case 'dead':
      return { dead: settled.reason, attempts: attempt }
  }
}
