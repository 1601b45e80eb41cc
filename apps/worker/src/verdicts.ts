import type { Verdict } from '@passlink/queue'
import type { DeclinedClaim, Settled } from '@passlink/store'

/** The verdict on a job whose delivery was not claimed. */
export function declined(claim: DeclinedClaim): Verdict {
  switch (claim.verdict) {
    case 'busy':
      return { retryInMs: claim.retryInMs }
    case 'early':
      return { retryInMs: claim.retryInMs }
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
