import type { Span } from '@passlink/runtime'
import type { createExchange, Exchange, Reported, WebhookEndpoint } from './create-exchange.ts'

/**
 * Posts an event as a part of the span of the attempt: a span whose `traceparent` goes with the request. The path of the
 * endpoint may be secret, so it is not on the span.
 */
export async function exchangeTraced(
  attempt: Span,
  { url }: Pick<WebhookEndpoint, 'url'>,
  exchange: ReturnType<typeof createExchange>,
  reported: Reported,
): Promise<Exchange> {
  const { hostname, port, protocol } = new URL(url)
  const span = attempt.begin('POST', {
    kind: 'client',
    attributes: {
      'http.request.method': 'POST',
      'server.address': hostname,
      'server.port': Number(port || (protocol === 'https:' ? 443 : 80)),
    },
  })
  const exchanged = await exchange(reported, span.traceParent)
  const { status } = exchanged
  span.end({
    error: status === null ? 'no_answer' : status >= 400 ? String(status) : undefined,
    attributes: { 'http.response.status_code': status },
  })
  return exchanged
}
