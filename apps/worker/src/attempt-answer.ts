import type { AttemptOutcome } from '@passlink/store'

/**
 * How handing something over ended: a mail to a relay, or a webhook to an endpoint, whose host `relay` is then. `detail` holds
 * their words, or what kept us from hearing any; `retryAfterMs` is the delay that they asked for.
 */
export type AttemptAnswer = {
  outcome: AttemptOutcome
  relay: string
  smtpCode: number | null
  enhancedCode: string | null
  detail: string
  retryAfterMs: number | null
}
