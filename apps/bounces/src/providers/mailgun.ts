import { createHash, createHmac } from 'node:crypto'
import { createLruCache } from '@passlink/runtime'
import { z } from 'zod'
import { recipientOf } from '../recipient-of.ts'
import { wordsOf } from '../words-of.ts'
import { deliveryOf } from './delivery-of.ts'
import { isSame } from './is-same.ts'
import { NotGenuine, type ProviderReport, type ReadReports } from './provider.ts'
import { optionalText, parseAs, parseJson } from './read-json.ts'
import { addressBounce, delay, givenStatus, mailBounce } from './status-of.ts'

// Mailgun tries for 8 hours. Whether it signs anew each time is not documented.
const ageMsMax = 9 * 3_600_000
const aheadMsMax = 10 * 60_000
const tokensMax = 10_000

const event = z.object({
  event: z.string(),
  severity: optionalText,
  reason: optionalText,
  recipient: optionalText,
  'user-variables': z.object({ delivery: optionalText }).optional().catch(undefined),
  message: z
    .object({ headers: z.object({ 'message-id': optionalText }) })
    .optional()
    .catch(undefined),
  'delivery-status': z
    .object({
      'enhanced-code': optionalText,
      'bounce-code': optionalText,
      message: optionalText,
      description: optionalText,
    })
    .optional()
    .catch(undefined),
})
type Event = z.infer<typeof event>

const post = z.object({
  signature: z.object({
    timestamp: z.coerce.string().regex(/^\d{1,12}$/),
    token: z.string().min(1).max(200),
    signature: z.string(),
    'parent-signature': optionalText,
  }),
  'event-data': z.unknown(),
})
type Signature = z.infer<typeof post>['signature']

/**
 * Reads the webhooks `permanent_fail`, `temporary_fail` and `complained` of Mailgun, of one event each, whose signature
 * is made with the HTTP webhook signing key (documentation.mailgun.com, Securing Webhooks); that of a primary account
 * holds for its subaccounts. The signature covers a time and a token, and not the event: each token is good for the
 * event with which it came first, so that whoever has seen a request cannot sign others with it, as long as this
 * process remembers. The delivery is the user variable `delivery`, or else in the Message-ID.
 */
export function createMailgun(signingKey: string): ReadReports {
  const eventOfToken = createLruCache<string>(tokensMax)

  function verify({ timestamp, token, ...given }: Signature, now: number) {
    const expected = createHmac('sha256', signingKey).update(`${timestamp}${token}`).digest('hex')
    const signatures = [given.signature, given['parent-signature'] ?? '']
    if (!signatures.some(signature => isSame(signature, expected)))
      throw new NotGenuine('the signature is wrong')
    const ageMs = now - Number(timestamp) * 1_000
    if (ageMs > ageMsMax || ageMs < -aheadMsMax) throw new NotGenuine('is not from now')
  }

  // After an answer that was no 200 the same request comes again, and must be read again.
  function bind(token: string, eventData: unknown) {
    const digest = createHash('sha256').update(JSON.stringify(eventData)).digest('base64')
    if ((eventOfToken.get(token) ?? digest) !== digest)
      throw new NotGenuine('the token came with another event before')
    eventOfToken.set(token, digest)
  }

  return async ({ body, now }) => {
    const { signature, 'event-data': eventData } = parseAs(post, parseJson(body))
    verify(signature, now)
    bind(signature.token, eventData)
    const read = parseAs(event, eventData)
    const deliveryId = deliveryOf(read['user-variables']?.delivery, read.message?.headers['message-id'])
    const report = reportOf(read)
    return deliveryId && report ? [{ deliveryId, ...report }] : []
  }
}

function reportOf(read: Event): Omit<ProviderReport, 'deliveryId'> | undefined {
  const status = read['delivery-status']
  const words = status?.message || status?.description || read.reason || ''
  const shown = { ...recipientOf(read.recipient), detail: wordsOf(words) }
  if (read.event === 'complained') return { ...shown, kind: 'complained', status: null }
  if (read.event !== 'failed') return undefined
  const given = givenStatus(status?.['enhanced-code'] ?? status?.['bounce-code'], words)
  if (isFinal(read))
    return { ...(aboutAddress.has(read.reason) ? addressBounce : mailBounce)(given), ...shown }
  return read.severity === 'temporary' ? { ...delay(given), ...shown } : undefined
}

// Mailgun does not send to an address on its lists (`suppress-`). Its last try may be called temporary (`old`).
const isFinal = ({ severity, reason }: Event) =>
  severity === 'permanent' || reason === 'old' || reason?.startsWith('suppress-')

// The other reasons say nothing of the address: that the time was over, for instance (`old`).
const aboutAddress = new Set<string | undefined>(['bounce', 'suppress-bounce', 'suppress-complaint'])
