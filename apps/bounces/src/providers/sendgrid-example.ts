import { generateKeyPairSync, sign } from 'node:crypto'
import { createSendgrid } from './sendgrid.ts'

export const deliveryId = '0198c0de-7a3b-7c11-9b1e-2f6d3a5c8e01'
export const seconds = 1_772_618_400
export const now = seconds * 1_000
export const hour = 3_600_000

export const spki = (key: ReturnType<typeof generateKeyPairSync>['publicKey']) =>
  key.export({ type: 'spki', format: 'der' }).toString('base64')
export const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
export const { privateKey, publicKey } = pair()
export const sendgrid = createSendgrid(spki(publicKey))

export type Signed = { body: string; timestamp: string; signature: string }

export function signed(body: string, timestamp = String(seconds), key = privateKey): Signed {
  return { body, timestamp, signature: sign('sha256', Buffer.from(timestamp + body), key).toString('base64') }
}

export function read({ body, timestamp, signature }: Signed, when = now) {
  const headers = new Headers({
    'X-Twilio-Email-Event-Webhook-Signature': signature,
    'X-Twilio-Email-Event-Webhook-Timestamp': timestamp,
  })
  return sendgrid({ headers, body, now: when })
}

export const ids = {
  email: 'alice@acme.example',
  timestamp: seconds,
  'smtp-id': `<${deliveryId}@acme.example>`,
  sg_event_id: '6g4ZI7SA-xmRDv57GoPIPw==',
  sg_message_id: '14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0',
}
// SendGrid ends a body with a line break, which is signed.
export const batch = (...events: object[]) =>
  `${JSON.stringify(events.map(event => ({ ...ids, ...event })))}\r\n`
export const bounce = {
  event: 'bounce',
  type: 'bounce',
  reason: '550 5.1.1 <alice@acme.example> unknown',
  status: '5.1.1',
}
