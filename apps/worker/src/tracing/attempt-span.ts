import type { Span, Tracing } from '@passlink/runtime'
import type { ClaimedDelivery, Settled } from '@passlink/store'
import type { AttemptAnswer } from '../attempt-answer.ts'

/**
 * Begins the span of an attempt, in the trace of what caused the delivery. The claim, which began at `since` (by
 * `performance.now()`), is its first part.
 */
export function beginAttempt(tracing: Tracing, claimed: ClaimedDelivery, since: number): Span {
  const { deliveryId, kind, attempt, traceParent } = claimed
  const span = tracing.begin(`attempt ${kind}`, {
    kind: 'consumer',
    parent: traceParent,
    since,
    attributes: {
      'messaging.system': 'passlink',
      'messaging.operation.type': 'process',
      'messaging.destination.name': kind === 'webhook' ? 'webhooks' : 'deliveries',
      'passlink.delivery': deliveryId,
      'passlink.kind': kind,
      'passlink.attempt': attempt,
    },
  })
  span.begin('claim', { since }).end()
  return span
}

/** Ends the span of an attempt; anything but an acceptance is an error of the span. `detail` has the words of others. */
export function endAttempt(span: Span, answer: AttemptAnswer, { status }: Settled): void {
  span.set({ 'passlink.status': status })
  span.end(answerAttributes(answer))
}

/** How a span ends with the answer of a relay or an endpoint. */
export function answerAttributes(answer: AttemptAnswer) {
  const { outcome, relay, command, smtpCode, enhancedCode, httpStatus } = answer
  return {
    error: outcome === 'accepted' ? undefined : outcome,
    attributes: {
      'passlink.outcome': outcome,
      'passlink.relay': relay || null,
      'passlink.command': command,
      'passlink.smtp_code': smtpCode,
      'passlink.enhanced_code': enhancedCode,
      'http.response.status_code': httpStatus,
    },
  }
}
