import { z } from 'zod'
import { NotGenuine } from '../provider.ts'
import { parseAs, parseJson } from '../read-json.ts'

const common = {
  MessageId: z.string(),
  TopicArn: z.string(),
  Message: z.string(),
  Timestamp: z.string(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string(),
  SigningCertURL: z.string(),
}

const snsMessage = z.discriminatedUnion('Type', [
  z.object({ ...common, Type: z.literal('Notification'), Subject: z.string().nullish() }),
  z.object({
    ...common,
    Type: z.enum(['SubscriptionConfirmation', 'UnsubscribeConfirmation']),
    SubscribeURL: z.string(),
    Token: z.string(),
  }),
])

/** A message of Amazon SNS. Nothing in it is known to be true before its signature is verified. */
export type SnsMessage = z.infer<typeof snsMessage>

/**
 * Reads what SNS posts (docs.aws.amazon.com/sns, Parsing message formats). Throws NotGenuine if it has no signature, as
 * with raw message delivery, and Unreadable if it has another form.
 */
export function readSnsMessage(body: string): SnsMessage {
  const value = parseJson(body)
  const isSigned = typeof value === 'object' && value !== null && 'Signature' in value
  if (!isSigned) throw new NotGenuine('is not signed; raw message delivery must be off')
  return parseAs(snsMessage, value)
}

/**
 * What the signature of a message covers: each of these fields with its name, in this order (docs.aws.amazon.com/sns,
 * Verifying the signatures of Amazon SNS messages).
 */
export function signedTextOf(message: SnsMessage): string {
  const { Message, MessageId, Timestamp, TopicArn, Type } = message
  const fields =
    message.Type === 'Notification'
      ? { Message, MessageId, Subject: message.Subject, Timestamp, TopicArn, Type }
      : {
          Message,
          MessageId,
          SubscribeURL: message.SubscribeURL,
          Timestamp,
          Token: message.Token,
          TopicArn,
          Type,
        }
  return Object.entries(fields)
    .filter(([, value]) => typeof value === 'string')
    .map(([name, value]) => `${name}\n${value}\n`)
    .join('')
}
