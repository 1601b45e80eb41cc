import { once } from 'node:events'
import type { ClaimedDelivery } from '@passlink/store'
import { Webhook } from 'standardwebhooks'
import { gone } from './endpoint-report.ts'
import { retryAfterMs } from './retry-after.ts'

/** The URL of the endpoint and the secrets. Every secret signs each webhook, so that a receiver can rotate secrets. */
export type WebhookEndpoint = { url: string; secrets: readonly string[] }

/** The event that a webhook reports. */
export type Reported = Pick<ClaimedDelivery, 'deliveryId' | 'userId' | 'organizationId'> & {
  event: NonNullable<ClaimedDelivery['event']>
}

/** What came of a request to an endpoint; `status` is null if it did not answer. */
export type Exchange = { status: number | null; detail: string; retryAfterMs: number | null }

/** The time limit of an exchange, in milliseconds. */
export const answerMs = 15_000

// A connection can be used again only after the body was read.
const bodyBytesMax = 8_192

/**
 * Posts an event to the endpoint in the format of Standard Webhooks: an id that is the same for every attempt, a
 * timestamp, and signatures. Takes `limitMs` at most, or until `stopped` is aborted because the worker stops; reads little
 * of the answer, follows no redirects, and does not reject. `traceParent` is sent along (W3C Trace Context).
 */
export function createExchange(
  { url, secrets }: WebhookEndpoint,
  stopped: AbortSignal,
  limitMs = answerMs,
): (reported: Reported, traceParent?: string) => Promise<Exchange> {
  const signers = secrets.map(secret => new Webhook(secret))

  function post({ deliveryId, ...reported }: Reported, traceParent: string | undefined, signal: AbortSignal) {
    const body = bodyOf(reported)
    const now = new Date()
    return fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Passlink',
        'accept-encoding': 'identity',
        'webhook-id': deliveryId,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
        'webhook-signature': signers.map(signer => signer.sign(deliveryId, now, body)).join(' '),
        ...(traceParent ? { traceparent: traceParent } : {}),
      },
      body,
    })
  }

  return async (reported, traceParent) => {
    const limit = new AbortController()
    const over = once(limit.signal, 'abort')
    const timer = setTimeout(() => limit.abort(`no answer within ${limitMs / 1_000} s`), limitMs)
    const stop = () => limit.abort('the worker stopped before the endpoint answered')
    stopped.addEventListener('abort', stop)
    try {
      const response = await post(reported, traceParent, limit.signal)
      // Aborting does not end the reading of a body that is not encoded as it says and ended with its connection.
      await Promise.race([readBody(response), over])
      return exchangeOf(response)
    } catch (error) {
      const { aborted, reason } = limit.signal
      const detail = aborted ? String(reason) : reasonOf(error as Error)
      return { status: null, detail, retryAfterMs: null }
    } finally {
      clearTimeout(timer)
      stopped.removeEventListener('abort', stop)
    }
  }
}

function bodyOf({ userId, organizationId, event: { type, at, data } }: Omit<Reported, 'deliveryId'>): string {
  return JSON.stringify({ type, timestamp: at, data: { userId, organizationId, ...data } })
}

/** Reads some of the body. Whatever becomes of it, the status is the answer. */
async function readBody({ body }: Response): Promise<void> {
  let bytes = 0
  try {
    for await (const chunk of body ?? []) {
      bytes += chunk.length
      // Leaving the loop cancels the rest.
      if (bytes > bodyBytesMax) break
    }
  } catch {}
}

function exchangeOf({ status, ok, headers }: Response): Exchange {
  const detail = status === gone ? `answered ${status}: it wants no more` : `answered ${status}`
  const delayMs = ok || status === gone ? null : retryAfterMs(headers.get('retry-after'), Date.now())
  if (delayMs === null) return { status, detail, retryAfterMs: null }
  return {
    status,
    detail: `${detail}, retry after ${Math.ceil(delayMs / 1_000)} seconds`,
    retryAfterMs: delayMs,
  }
}

// The message of a fetch error may contain the address; the code of its cause does not.
function reasonOf({ cause }: Error): string {
  return cause instanceof Error && 'code' in cause
    ? `could not be reached (${cause.code})`
    : 'could not be reached'
}
