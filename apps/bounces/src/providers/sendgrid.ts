import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { z } from 'zod'
import { recipientOf } from '../recipient-of.ts'
import { wordsOf } from '../words-of.ts'
import { decodeBase64 } from './decode-base64.ts'
import { deliveryOf } from './delivery-of.ts'
import { NotGenuine, type ProviderReport, type ProviderRequest, type ReadReports } from './provider.ts'
import { optionalText, parseAs, parseJson } from './read-json.ts'
import { addressBounce, delay, givenStatus, mailBounce } from './status-of.ts'

// SendGrid tries for 24 hours after the event.
const ageMsMax = 25 * 3_600_000
const aheadMsMax = 10 * 60_000
// A batch has 768 KiB at most.
const eventsMax = 10_000

const event = z.object({
  event: z.string(),
  email: optionalText,
  type: optionalText,
  status: optionalText,
  reason: optionalText,
  response: optionalText,
  delivery: optionalText,
  'smtp-id': optionalText,
})
type Event = z.infer<typeof event>
const batch = z.array(event).max(eventsMax)

/**
 * Reads the signed Event Webhook of SendGrid, which sends many events a request. `publicKey` is its verification key, a
 * P-256 key as SPKI in base64, with which it signs the time and the body with ECDSA and SHA-256 (twilio.com/docs/sendgrid,
 * Getting Started with the Event Webhook Security Features). Throws if that is no such key. The delivery is the unique
 * argument `delivery`, or else in the Message-ID (`smtp-id`); of a bounce that comes late SendGrid may know neither.
 */
export function createSendgrid(publicKey: string): ReadReports {
  const key = readKey(publicKey)
  return async request => {
    verifyRequest(request, key)
    return parseAs(batch, parseJson(request.body)).flatMap(read => {
      const deliveryId = deliveryOf(read.delivery, read['smtp-id'])
      const report = reportOf(read)
      return deliveryId && report ? [{ deliveryId, ...report }] : []
    })
  }
}

function readKey(text: string): KeyObject {
  const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('must be a P-256 key')
  return key
}

function verifyRequest({ headers, body, now }: ProviderRequest, key: KeyObject) {
  const timestamp = headers.get('x-twilio-email-event-webhook-timestamp') ?? ''
  const given = headers.get('x-twilio-email-event-webhook-signature') ?? ''
  const signature = decodeBase64(given)
  if (!signature || !verify('sha256', Buffer.from(timestamp + body), key, signature))
    throw new NotGenuine('the signature is wrong')
  const ageMs = now - Number(timestamp) * 1_000
  if (!(ageMs <= ageMsMax && ageMs >= -aheadMsMax)) throw new NotGenuine('is not from now')
}

function reportOf({ event, type, status, ...read }: Event): Omit<ProviderReport, 'deliveryId'> | undefined {
  const words = read.reason || read.response || ''
  const shown = { ...recipientOf(read.email), detail: wordsOf(words) }
  const given = givenStatus(status, words)
  switch (event) {
    case 'spamreport':
      return { ...shown, kind: 'complained', status: null }
    case 'deferred':
      return { ...delay(given), ...shown }
    case 'bounce':
      // `blocked`: the server would not take the mail this time, which says nothing of the address.
      return { ...(type === 'blocked' ? mailBounce : addressBounce)(given), ...shown }
    case 'dropped':
      // SendGrid does not send it. A quota, or a header of ours, may be the reason, whatever the status is.
      return { ...(isAboutAddress(words) ? addressBounce(given) : mailBounce(undefined)), ...shown }
    default:
      return undefined
  }
}

const isAboutAddress = (reason: string) => /^(bounced address|spam reporting address|invalid)$/i.test(reason)
