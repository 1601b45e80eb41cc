import type { Logger } from '@passlink/runtime'
import type { AttemptAnswer } from '../attempt-answer.ts'
import type { HandOver } from '../deliver.ts'
import { createExchange, type WebhookEndpoint } from './create-exchange.ts'
import { createWarnings } from './create-warnings.ts'
import type { EndpointPermit } from './endpoint-permit.ts'
import { endpointReport, outcomeOf } from './endpoint-report.ts'
import { exchangeTraced } from './exchange-traced.ts'

/**
 * Reports an event to the endpoint. 2xx is an acceptance, 410 a rejection. Everything else is deferred, or not sent if
 * the endpoint is away then: the webhook is not at fault, so its schedule stays where it was. An exchange without an
 * answer ends when `stopped` is aborted, because the worker stops.
 */
export function createWebhookHandOver(
  endpoint: WebhookEndpoint | null,
  stopped: AbortSignal,
  log: Logger,
): HandOver<EndpointPermit> {
  if (!endpoint) return async () => answer('', 'rejected', 'webhooks are turned off')
  const { host } = new URL(endpoint.url)
  const exchange = createExchange(endpoint, stopped)
  const warn = createWarnings(host, log)

  return async (claimed, { isValid }, permit, _onWait, span) => {
    const { event, deliveryId } = claimed
    if (!event) return answer(host, 'rejected', 'the log does not reach back to the event any more')
    if (!isValid()) return answer(host, 'not_sent', 'the claim lapsed before the webhook was handed over')
    const reported = { ...claimed, event }
    const exchanged = await (span ? exchangeTraced(span, endpoint, exchange, reported) : exchange(reported))
    // What the stop ended is no failure of the endpoint.
    if (exchanged.status === null && stopped.aborted) return answer(host, 'deferred', exchanged.detail)
    warn(exchanged.status)
    const report = endpointReport(exchanged, deliveryId)
    const reporting = permit.report(report)
    // No further attempt takes this one's place before it is known whether the endpoint is away now.
    const isAway = report.kind === 'failed' && (await reporting)
    return {
      ...answer(host, outcomeOf(report, exchanged, isAway), exchanged.detail),
      httpStatus: exchanged.status,
      retryAfterMs: exchanged.retryAfterMs,
    }
  }
}

function answer(relay: string, outcome: AttemptAnswer['outcome'], detail: string): AttemptAnswer {
  return { relay, outcome, smtpCode: null, enhancedCode: null, command: null, detail, retryAfterMs: null }
}
