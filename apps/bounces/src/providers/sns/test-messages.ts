import { createSes } from '../ses.ts'
import { readSnsMessage, signedTextOf } from './message.ts'
import { createTestSigner } from './test-signer.ts'

export const topic = 'arn:aws:sns:eu-central-1:123456789012:mails'
export const host = 'sns.eu-central-1.amazonaws.com'
export const certificateUrl = `https://${host}/SimpleNotificationService-0a1b2c3d4e5f60718293a4b5c6d7e8f9.pem`
const deliveryId = '0198c0de-7a3b-7c11-9b1e-2f6d3a5c8e01'
export const at = '2026-03-04T10:00:00.000Z'
export const now = Date.parse(at)

export const signer = createTestSigner()
/** Fetches the certificate of `signer`. */
export const fetchText = async (url: string) => {
  if (url !== certificateUrl) throw new Error(`fetched ${url}`)
  return signer.certificate
}
export const ses = () => createSes(topic, { fetchText })

export const event = {
  eventType: 'Bounce',
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: [
      {
        emailAddress: 'alice@acme.example',
        action: 'failed',
        status: '5.1.1',
        diagnosticCode: 'smtp; 550 5.1.1 user unknown',
      },
    ],
  },
  mail: { source: 'bounce@acme.example', tags: { delivery: [deliveryId] } },
}
export const report = {
  deliveryId,
  kind: 'bounced',
  status: '5.1.1',
  detail: 'Permanent General: smtp; 550 5.1.1 user unknown',
  recipient: 'alice@acme.example',
}

export const notification = {
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: topic,
  Subject: 'Amazon SES Email Event Notification',
  Message: JSON.stringify(event),
  Timestamp: at,
  SignatureVersion: '2',
  Signature: '',
  SigningCertURL: certificateUrl,
  UnsubscribeURL: `https://${host}/?Action=Unsubscribe&SubscriptionArn=${topic}:c9135db0`,
}
export const subscription = {
  ...notification,
  Type: 'SubscriptionConfirmation',
  Subject: undefined,
  Token: '2336412f37',
  Message: `You have chosen to subscribe to the topic ${topic}.\nTo confirm the subscription, visit the SubscribeURL.`,
  SubscribeURL: `https://${host}/?Action=ConfirmSubscription&TopicArn=${topic}&Token=2336412f37`,
}

export type Fields = Record<string, unknown>

/** The message with the signature that it says it has. */
export function signed(message: Fields, by = signer): Fields {
  const text = signedTextOf(readSnsMessage(JSON.stringify(message)))
  return { ...message, Signature: by.sign(text, message.SignatureVersion === '1' ? 'sha1' : 'sha256') }
}

export const read = (message: Fields, reader = ses()) => readBody(JSON.stringify(message), reader)
export const readBody = (body: string, reader = ses(), when = now) =>
  reader({ headers: new Headers(), body, now: when })
