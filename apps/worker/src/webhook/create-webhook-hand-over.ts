import { setTimeout as pause } from 'node:timers/promises'
import type { ClaimedDelivery } from '@passlink/store'
import { Webhook } from 'standardwebhooks'
import type { AttemptAnswer } from '../attempt-answer.ts'
import type { HandOver } from '../deliver.ts'

/** The URL of the endpoint and the secrets. Every secret signs each webhook, so that a receiver can rotate secrets. */
export type WebhookEndpoint = { url: string; secrets: readonly string[] }

const answerMs = 15_000
const gone = 410
const retryAfterSecondsMax = 6 * 3_600

/**
 * Reports an event to the endpoint in the format of Standard Webhooks: an id that is the same for every
 * attempt, a timestamp, and signatures. 2xx is an acceptance, 410 a rejection; everything else is deferred.
 */
export function createWebhookHandOver(endpoint: WebhookEndpoint | null): HandOver<object> {
  if (!endpoint) return async () => answer('', 'rejected', 'webhooks are turned off')
  const { url, secrets } = endpoint
  const { host } = new URL(url)
  const signers = secrets.map(secret => new Webhook(secret))

  function post({ deliveryId, ...reported }: Reported, signal: AbortSignal) {
    const body = bodyOf(reported)
    const now = new Date()
    return fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Passlink',
        'webhook-id': deliveryId,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
        'webhook-signature': signers.map(signer => signer.sign(deliveryId, now, body)).join(' '),
      },
      body,
    })
  }

  return async (claimed, { isValid }) => {
    const { event } = claimed
    if (!event) return answer(host, 'rejected', 'the log does not reach back to the event any more')
    if (!isValid()) return answer(host, 'not_sent', 'the claim lapsed before the webhook was handed over')
    const timeout = new AbortController()
    try {
      const response = await Promise.race([
        post({ ...claimed, event }, timeout.signal),
        pause(answerMs, undefined, { signal: timeout.signal }),
      ])
      return response
        ? read(host, response)
        : answer(host, 'deferred', `no answer within ${answerMs / 1_000} s`)
    } catch (error) {
      return answer(host, 'deferred', reasonOf(error as Error))
    } finally {
      timeout.abort()
    }
  }
}

type Reported = Pick<ClaimedDelivery, 'deliveryId' | 'userId' | 'organizationId'> & {
  event: NonNullable<ClaimedDelivery['event']>
}

function bodyOf({ userId, organizationId, event: { type, at, data } }: Omit<Reported, 'deliveryId'>): string {
  return JSON.stringify({ type, timestamp: at, data: { userId, organizationId, ...data } })
}

function read(host: string, { ok, status, headers }: Response): AttemptAnswer {
  if (ok) return answer(host, 'accepted', `answered ${status}`)
  if (status === gone) return answer(host, 'rejected', `answered ${status}: it wants no more`)
  const retryAfter = /^\d{1,6}$/.exec(headers.get('retry-after') ?? '')?.[0]
  if (!retryAfter) return answer(host, 'deferred', `answered ${status}`)
  const seconds = Math.min(Number(retryAfter), retryAfterSecondsMax)
  const detail = `answered ${status}, retry after ${retryAfter} seconds`
  return { ...answer(host, 'deferred', detail), retryAfterMs: seconds * 1_000 }
}

function answer(relay: string, outcome: AttemptAnswer['outcome'], detail: string): AttemptAnswer {
  return { relay, outcome, smtpCode: null, enhancedCode: null, detail, retryAfterMs: null }
}

// The message of a fetch error may contain the address; the code of its cause does not.
function reasonOf({ cause }: Error): string {
  return cause instanceof Error && 'code' in cause
    ? `could not be reached (${cause.code})`
    : 'could not be reached'
}
