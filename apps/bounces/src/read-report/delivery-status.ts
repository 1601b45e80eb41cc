import { type Recipient, recipientOf } from '../recipient-of.ts'
import { wordsOf } from '../words-of.ts'
import { type Fields, readBlocks, singleValue } from './read-fields.ts'

export type DeliveryStatus = Recipient & {
  kind: 'bounced' | 'delayed'
  status: string | null
  detail: string
}

/**
 * What a delivery status notification (RFC 3464 section 2) says about the mail, or null if it says neither that it
 * failed nor that it is late. `bounced` only if the mail failed for all recipients: those of an alias are reported
 * together, and the mail may have reached one of them. A server that gave up for a temporary reason (class 4, RFC 3463
 * section 2) tries no more either; of several reasons that one counts, because then an address may still be right.
 */
export function readDeliveryStatus(text: string): DeliveryStatus | null {
  const recipients = readBlocks(text).filter(isRecipient).map(readRecipient)
  const delayed = recipients.find(recipient => recipient?.kind === 'delayed')
  const failed = recipients.filter(recipient => recipient?.kind === 'bounced')
  const bounced = failed.find(recipient => recipient?.status?.startsWith('4')) ?? failed[0]
  if (delayed || !bounced) return delayed ?? null
  return recipients.every(recipient => recipient?.kind === 'bounced')
    ? bounced
    : { ...bounced, kind: 'delayed' }
}

// Some servers leave out the block about the message, or the line after it.
const isRecipient = (block: Fields) => block.has('final-recipient') || block.has('action')

function readRecipient(recipient: Fields): DeliveryStatus | null {
  const action = singleValue(recipient, 'action')?.toLowerCase()
  if (action !== 'failed' && action !== 'delayed') return null
  const { statusClass, status } = statusOf(recipient)
  if (action === 'failed' && statusClass !== '4' && statusClass !== '5') return null
  return {
    kind: action === 'failed' ? 'bounced' : 'delayed',
    status,
    detail: detailOf(recipient) || (status ?? action),
    ...recipientIn(recipient),
  }
}

type Status = { statusClass: string | undefined; status: string | null }

// A malformed Status is not replaced by the reply: the two could be about different servers.
function statusOf(recipient: Fields): Status {
  if (!recipient.has('status')) return statusOfReply(recipient)
  const status = /^[245]\.\d{1,3}\.\d{1,3}(?!\.?\d)/.exec(singleValue(recipient, 'status') ?? '')?.[0] ?? null
  // Servers write x.0.0 for whatever has no code of its own, and what the next server said may have one.
  const said = status?.endsWith('.0.0') ? statusOfReply(recipient).status : null
  return { statusClass: status?.[0], status: said?.[0] === status?.[0] && said ? said : status }
}

function statusOfReply(recipient: Fields): Status {
  const [, replyClass, status = null] =
    /^smtp\s*;\s*([245])\d\d(?!\d)(?:[ -]+#?([245]\.\d{1,3}\.\d{1,3})(?!\.?\d))?/i.exec(
      diagnosisOf(recipient),
    ) ?? []
  return { statusClass: status?.[0] ?? replyClass, status }
}

function recipientIn(recipient: Fields): Recipient {
  if (!recipient.has('final-recipient')) return recipientOf(undefined)
  return recipientOf((singleValue(recipient, 'final-recipient') ?? '').replace(/^[\w-]+\s*;\s*/, ''))
}

const detailOf = (recipient: Fields) => wordsOf(diagnosisOf(recipient).replace(/^[\w-]+\s*;/, ''))

const diagnosisOf = (recipient: Fields) => recipient.get('diagnostic-code')?.[0] ?? ''
