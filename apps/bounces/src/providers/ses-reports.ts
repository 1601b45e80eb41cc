import { z } from 'zod'
import { recipientOf } from '../recipient-of.ts'
import { wordsOf } from '../words-of.ts'
import { deliveryOf } from './delivery-of.ts'
import { type ProviderReport, Unreadable } from './provider.ts'
import { optionalText, parseAs, parseJson } from './read-json.ts'
import { addressBounce, delay, type Failure, givenStatus, mailBounce, unclassified } from './status-of.ts'

type Report = Omit<ProviderReport, 'deliveryId'>

const recipients = z.array(
  z.object({
    emailAddress: optionalText,
    action: optionalText,
    status: optionalText,
    diagnosticCode: optionalText,
  }),
)
type Recipients = z.infer<typeof recipients>

// Each mail has one recipient.
const kinds = new Map<unknown, z.ZodType<Report | undefined>>([
  [
    'Bounce',
    z
      .object({
        bounce: z.object({
          bounceType: z.string(),
          bounceSubType: optionalText,
          bouncedRecipients: recipients,
        }),
      })
      .transform(({ bounce }) =>
        failure(failureOf(bounce.bounceType, bounce.bouncedRecipients), bounce.bouncedRecipients, [
          bounce.bounceType,
          bounce.bounceSubType,
        ]),
      ),
  ],
  [
    'DeliveryDelay',
    z
      .object({ deliveryDelay: z.object({ delayType: optionalText, delayedRecipients: recipients }) })
      .transform(({ deliveryDelay }) =>
        failure(delay, deliveryDelay.delayedRecipients, [deliveryDelay.delayType]),
      ),
  ],
  [
    'Reject',
    z.object({ reject: z.object({ reason: optionalText }) }).transform(({ reject }) => ({
      ...mailBounce(undefined),
      recipient: null,
      detail: wordsOf(`Reject ${reject.reason ?? ''}`),
    })),
  ],
  [
    'Complaint',
    z
      .object({
        complaint: z.object({ complaintSubType: optionalText, complaintFeedbackType: optionalText }),
      })
      .transform(({ complaint }) => complaintOf(complaint.complaintSubType, complaint.complaintFeedbackType)),
  ],
])

const event = z.object({
  eventType: optionalText,
  notificationType: optionalText,
  mail: z
    .object({
      tags: z
        .object({ delivery: z.array(z.string()).optional().catch(undefined) })
        .optional()
        .catch(undefined),
      headers: z
        .array(z.object({ name: z.string(), value: z.string() }))
        .optional()
        .catch(undefined),
      commonHeaders: z.object({ messageId: optionalText }).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
})

/**
 * The report in the message that SES published to a topic, as a feedback notification (docs.aws.amazon.com/ses,
 * Amazon SNS notification contents) or an event of a configuration set (Contents of event data). The delivery is the
 * message tag `delivery`, or else in the Message-ID that we gave the mail, if its header is in the message.
 */
export function sesReports(text: string): ProviderReport[] {
  const value = parseOrUndefined(text)
  if (value === undefined) return []
  const { eventType, notificationType, mail } = parseAs(event, value)
  const messageIds = mail?.headers?.filter(({ name }) => name.toLowerCase() === 'message-id') ?? []
  const deliveryId = deliveryOf(
    mail?.tags?.delivery?.[0],
    ...messageIds.map(({ value }) => value),
    mail?.commonHeaders?.messageId,
  )
  const kind = kinds.get(eventType ?? notificationType)
  const report = kind && deliveryId ? parseAs(kind, value) : undefined
  return report && deliveryId ? [{ deliveryId, ...report }] : []
}

// SES greets a topic in plain words.
function parseOrUndefined(text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof Unreadable) return undefined
    throw error
  }
}

function failure(of: Failure, [recipient]: Recipients, types: (string | undefined)[]): Report {
  const { status, diagnosticCode, emailAddress } = recipient ?? {}
  const words = [types.filter(Boolean).join(' '), diagnosticCode].filter(Boolean).join(': ')
  return { ...of(givenStatus(status, words)), ...recipientOf(emailAddress), detail: wordsOf(words) }
}

// SES gives up after a `Transient` bounce, too, but another mail may arrive. Some are vacation replies, which have no
// action.
function failureOf(bounceType: string, [recipient]: Recipients): Failure {
  if (bounceType === 'Permanent') return addressBounce
  if (bounceType === 'Transient') return recipient?.action?.toLowerCase() === 'failed' ? mailBounce : delay
  return unclassified
}

function complaintOf(subType: string | undefined, feedbackType: string | undefined): Report | undefined {
  // After an earlier complaint SES does not send the mail.
  if (subType === 'OnAccountSuppressionList') return failure(addressBounce, [], ['Complaint', subType])
  // RFC 5965 section 7.3 and RFC 6591: neither says that a person does not want the mail.
  if (feedbackType === 'not-spam' || feedbackType === 'auth-failure') return undefined
  return { kind: 'complained', status: null, recipient: null, detail: wordsOf(feedbackType ?? '') }
}
