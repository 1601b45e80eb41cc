import { z } from 'zod'
import { recipientOf } from '../recipient-of.ts'
import { wordsOf } from '../words-of.ts'
import { deliveryOf } from './delivery-of.ts'
import { isSame } from './is-same.ts'
import { NotGenuine, type ProviderReport, type ReadReports } from './provider.ts'
import { optionalText, parseAs, parseJson } from './read-json.ts'
import { addressBounce, delay, type Failure, givenStatus, mailBounce, unclassified } from './status-of.ts'

const bounces = new Map<string | undefined, Failure>([
  ['HardBounce', addressBounce],
  ['BadEmailAddress', addressBounce],
  ['ManuallyDeactivated', addressBounce],
  ['Blocked', mailBounce],
  ['SpamNotification', mailBounce],
  ['VirusNotification', mailBounce],
  ['DMARCPolicy', mailBounce],
  ['SMTPApiError', mailBounce],
  // Such as a full mailbox.
  ['SoftBounce', mailBounce],
  ['Transient', delay],
  ['DnsError', delay],
  ['ChallengeVerification', delay],
  ['Unknown', unclassified],
])

const record = z.object({
  RecordType: z.string(),
  Type: optionalText,
  Description: optionalText,
  Details: optionalText,
  Email: optionalText,
  Metadata: z.object({ delivery: optionalText }).optional().catch(undefined),
})
type PostmarkRecord = z.infer<typeof record>

/**
 * Reads the bounce and spam complaint webhooks of Postmark, which sends one event a request and does not sign it.
 * `login` is the `user:password` that its URL has (postmarkapp.com/developer/webhooks/webhooks-overview). The types of
 * bounces are those of postmarkapp.com/developer/api/bounce-api; vacation replies and the like are left out. The
 * delivery is the metadata `delivery`, because Postmark gives the mail a Message-ID of its own.
 */
export function createPostmark(login: string): ReadReports {
  return async ({ headers, body }) => {
    if (!isSame(loginIn(headers), login)) throw new NotGenuine('the login is wrong')
    const event = parseAs(record, parseJson(body))
    const deliveryId = deliveryOf(event.Metadata?.delivery)
    const report = reportOf(event)
    return deliveryId && report ? [{ deliveryId, ...report }] : []
  }
}

function loginIn(headers: Headers): string {
  const [, encoded = ''] = /^Basic +([\w+/=-]+)$/i.exec(headers.get('authorization') ?? '') ?? []
  return Buffer.from(encoded, 'base64').toString()
}

function reportOf(event: PostmarkRecord): Omit<ProviderReport, 'deliveryId'> | undefined {
  const words = event.Details || event.Description || ''
  const shown = { ...recipientOf(event.Email), detail: wordsOf(words) }
  if (event.RecordType === 'SpamComplaint') return { ...shown, kind: 'complained', status: null }
  if (event.RecordType !== 'Bounce') return undefined
  const bounce = bounces.get(event.Type)?.(givenStatus(undefined, words))
  return bounce && { ...bounce, ...shown }
}
