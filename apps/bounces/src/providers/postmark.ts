import { z } from 'zod'
import { wordsOf } from '../words-of.ts'
import { deliveryOf } from './delivery-of.ts'
import { isSame } from './is-same.ts'
import { NotGenuine, type ProviderReport, type ReadReports } from './provider.ts'
import { optionalText, parseAs, parseJson } from './read-json.ts'
import { givenStatus, kindOf, unspecificBounce, unspecificDelay } from './status-of.ts'

type Bounce = { kind: 'bounced' | 'delayed'; status: string | null }

// The address takes no mail, or Postmark sends none to it.
const addressBounce: Bounce = { kind: 'bounced', status: unspecificBounce }
// The mail will not arrive either, but not because of the address.
const mailBounce: Bounce = { kind: 'bounced', status: null }
// What keeps the mail away may pass: a full mailbox, a server that is away, a question whether a person sent it.
const delay: Bounce = { kind: 'delayed', status: unspecificDelay }

const bounces = new Map<string | undefined, Bounce>([
  ['HardBounce', addressBounce],
  ['BadEmailAddress', addressBounce],
  ['ManuallyDeactivated', addressBounce],
  ['Blocked', mailBounce],
  ['SpamNotification', mailBounce],
  ['VirusNotification', mailBounce],
  ['DMARCPolicy', mailBounce],
  ['SMTPApiError', mailBounce],
  ['SoftBounce', delay],
  ['Transient', delay],
  ['DnsError', delay],
  ['ChallengeVerification', delay],
])

const record = z.object({
  RecordType: z.string(),
  Type: optionalText,
  Description: optionalText,
  Details: optionalText,
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
  const detail = wordsOf(words)
  if (event.RecordType === 'SpamComplaint') return { kind: 'complained', status: null, detail }
  if (event.RecordType !== 'Bounce') return undefined
  const status = givenStatus(undefined, words)
  if (event.Type === 'Unknown') return { kind: kindOf(status), status: status ?? unspecificDelay, detail }
  const bounce = bounces.get(event.Type)
  return bounce && { kind: bounce.kind, status: status ?? bounce.status, detail }
}
