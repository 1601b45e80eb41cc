import type { HealthReport } from '@passlink/store'
import type { Phase } from './create-conversation.ts'
import type { Answer } from './open-connection.ts'

/** What a failure may be about besides the relay: this delivery, or its recipient. */
export type Subjects = { delivery: string; recipient: string }

const aboutRecipient = new Set<Phase>(['rcpt', 'data', 'block', 'dot'])

/** What the answer to a mail says about the health of the relay. */
export function healthReport(
  { outcome, phase, detail, retryAfterMs }: Answer,
  subjects: Subjects,
): HealthReport {
  switch (outcome) {
    case 'accepted':
    case 'rejected':
      return { kind: outcome }
    case 'deferred':
      return { kind: 'deferred', subject: subjects.recipient, answer: detail }
    case 'not_sent':
    case 'unknown': {
      const pauseMs = aboutRecipient.has(phase) ? null : retryAfterMs
      return { kind: 'failed', subject: subjectOf(phase, subjects), answer: `${phase}: ${detail}`, pauseMs }
    }
  }
}

/** The report that a relay is silent in a phase. */
export const silenceReport = (phase: Phase, subjects: Subjects): HealthReport => {
  return { kind: 'failed', subject: subjectOf(phase, subjects), answer: `${phase}: silent`, pauseMs: null }
}

/** The result of a probe. */
export const probeReport = (failure: Answer | null): HealthReport => ({
  kind: 'probed',
  failure: failure && { answer: `${failure.phase}: ${failure.detail}`, pauseMs: failure.retryAfterMs },
})

const subjectOf = (phase: Phase, { delivery, recipient }: Subjects) =>
  aboutRecipient.has(phase) ? recipient : delivery
