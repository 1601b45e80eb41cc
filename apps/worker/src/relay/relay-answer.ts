import type { AttemptOutcome } from '@passlink/links'

/** How handing a mail to a relay ended. `detail` holds the relay's words, or what kept us from hearing any. */
export type RelayAnswer = {
  outcome: AttemptOutcome
  relay: string
  smtpCode: number | null
  enhancedCode: string | null
  detail: string
}
