import type { AttemptOutcome } from '@passlink/store'

/**
 * The result of handing over a mail to a relay or a webhook to an endpoint; for a webhook `relay` is the host of the
 * endpoint. `detail` is the reply, or the reason why there is none. `retryAfterMs` is the delay that the reply
 * requests.
 */
export type AttemptAnswer = {
  outcome: AttemptOutcome
  relay: string
  smtpCode: number | null
  enhancedCode: string | null
  detail: string
  retryAfterMs: number | null
}
