import type { AttemptOutcome } from '@passlink/store'
import type { Phase } from './relay/create-conversation.ts'

/**
 * The result of handing over a mail to a relay or a webhook to an endpoint; for a webhook `relay` is the host of the
 * endpoint, and `httpStatus` its answer. `command` is the step of the conversation that was answered or ended it; null if
 * there was none. `detail` is the reply, or the reason why there is none. `retryAfterMs` is the
 * delay that the reply requests.
 */
export type AttemptAnswer = {
  outcome: AttemptOutcome
  relay: string
  smtpCode: number | null
  httpStatus?: number | null
  enhancedCode: string | null
  detail: string
  command: Phase | null
  retryAfterMs: number | null
}
