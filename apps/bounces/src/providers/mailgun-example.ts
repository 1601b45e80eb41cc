import { createHmac } from 'node:crypto'
import { createMailgun } from './mailgun.ts'

export const deliveryId = '0198c0de-7a3b-7c11-9b1e-2f6d3a5c8e01'
export const signingKey = 'key-0123456789abcdef0123456789abcdef'
export const seconds = 1_772_618_400
export const now = seconds * 1_000
export const minute = 60_000

export const hmac = (text: string, key = signingKey) => createHmac('sha256', key).update(text).digest('hex')

export function signature(fields: object = {}, key = signingKey) {
  const { timestamp, token } = {
    timestamp: String(seconds),
    token: 'a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0',
    ...fields,
  }
  return { timestamp, token, signature: hmac(`${timestamp}${token}`, key) }
}

export const failed = {
  event: 'failed',
  id: 'pl271FzxTTmGRW8Uj3dUWw',
  severity: 'permanent',
  reason: 'bounce',
  recipient: 'alice@acme.example',
  'user-variables': { delivery: deliveryId },
  message: { headers: { to: 'alice@acme.example', 'message-id': '20180622211249.1.2A6098@acme.example' } },
  'delivery-status': {
    'attempt-no': 1,
    code: 550,
    'enhanced-code': '5.1.1',
    message: '5.1.1 The email account <alice@acme.example> does not exist. See https://a.example/b',
    description: '',
  },
}
export const report = {
  deliveryId,
  kind: 'bounced',
  status: '5.1.1',
  detail: '5.1.1 The email account <(address)> does not exist. See (link)',
  recipient: 'alice@acme.example',
}

export const readBody = (body: string, reader = createMailgun(signingKey), when = now) =>
  reader({ headers: new Headers(), body, now: when })
export const read = (
  event: unknown,
  sign: object = signature(),
  reader = createMailgun(signingKey),
  when = now,
) => readBody(JSON.stringify({ signature: sign, 'event-data': event }), reader, when)
