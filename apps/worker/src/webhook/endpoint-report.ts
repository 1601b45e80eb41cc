import type { AttemptOutcome, HealthReport } from '@passlink/store'
import type { Exchange } from './create-exchange.ts'

export const gone = 410
const goneMs = 15 * 60_000
const pausing = new Set([429, 503])

/**
 * What an exchange says about the health of the endpoint. 410 is a failure with a long pause: the endpoint wants no
 * webhooks. Other 4xx may be about this webhook only.
 */
export function endpointReport({ status, detail, retryAfterMs }: Exchange, deliveryId: string): HealthReport {
  if (status !== null && status >= 200 && status < 300) return { kind: 'accepted' }
  if (status !== null && !isFailure(status)) return { kind: 'rejected' }
  const pauseMs = status === gone ? goneMs : pausing.has(status ?? 0) ? retryAfterMs : null
  return { kind: 'failed', subject: deliveryId, answer: detail, pauseMs }
}

/** How the attempt ended. If the endpoint is away then, the webhook is not at fault, and its schedule stays where it was. */
export function outcomeOf({ kind }: HealthReport, { status }: Exchange, isAway: boolean): AttemptOutcome {
  if (kind === 'accepted') return 'accepted'
  if (status === gone) return 'rejected'
  return isAway ? 'not_sent' : 'deferred'
}

const isFailure = (status: number) => status >= 500 || status === 408 || status === 429 || status === gone

/** What a webhook that was a probe says: any answer that is not a failure brings the endpoint back. */
export function probeReports(given: HealthReport): HealthReport[] {
  if (given.kind === 'failed') return [{ kind: 'probed', failure: given }]
  return [{ kind: 'probed', failure: null }, given]
}
