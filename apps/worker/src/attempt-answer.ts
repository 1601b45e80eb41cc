import type { AttemptOutcome } from '@passlink/store'

/**
 * How handing something over ended: a mail to a relay, or a webhook to whoever is told, whose host `relay` is then. `detail` holds
 * their words, or what kept us from hearing any.
 */
export type AttemptAnswer = {
  outcome: AttemptOutcome
  relay: string
  smtpCode: number | null
  enhancedCode: string | null
  detail: string
}
