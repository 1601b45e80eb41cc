import { expect, test } from 'vitest'
import { deliveryId, failed, read, readBody, report, signature } from './mailgun-example.ts'
import { Unreadable } from './provider.ts'

test.each([
  [failed, report],
  [
    { ...failed, 'delivery-status': { 'bounce-code': '5.2.1', message: 'smtp; 550 disabled' } },
    { ...report, status: '5.2.1', detail: 'smtp; 550 disabled' },
  ],
  [
    {
      ...failed,
      reason: 'suppress-bounce',
      'delivery-status': {
        code: 605,
        message: '',
        description: 'Not delivering to previously bounced address',
      },
    },
    {
      ...report,
      status: null,
      isAboutAddress: true,
      detail: 'Not delivering to previously bounced address',
    },
  ],
  [
    { ...failed, severity: undefined, reason: 'suppress-complaint', 'delivery-status': null },
    { ...report, status: null, isAboutAddress: true, detail: 'suppress-complaint' },
  ],
  [
    {
      ...failed,
      severity: 'temporary',
      reason: 'generic',
      'delivery-status': { message: '4.7.652 too many' },
    },
    { ...report, kind: 'delayed', status: '4.7.652', detail: '4.7.652 too many' },
  ],
  [
    {
      ...failed,
      severity: 'temporary',
      'delivery-status': {
        code: 498,
        description: 'No MX for nomx.example',
        message: 'No MX for nomx.example',
      },
    },
    { ...report, kind: 'delayed', status: '4.0.0', detail: 'No MX for nomx.example' },
  ],
  [
    {
      event: 'complained',
      'user-variables': {},
      message: { headers: { 'message-id': `${deliveryId.toUpperCase()}@acme.example` } },
    },
    { deliveryId, kind: 'complained', status: null, detail: '', recipient: null },
  ],
])('%j is reported', async (event, expected) => {
  expect(await read(event)).toEqual([expected])
})

test('a mail that Mailgun gives up is bounced, but not because of the address, also where that is called temporary', async () => {
  const status = { code: 602, message: 'Too old: 421 5.1.1 no answer', description: '' }
  for (const severity of ['permanent', 'temporary'])
    expect(await read({ ...failed, severity, reason: 'old', 'delivery-status': status })).toEqual([
      { ...report, isAboutAddress: false, detail: 'Too old: 421 5.1.1 no answer' },
    ])
})

test.each([
  { ...failed, event: 'delivered' },
  { ...failed, event: 'opened' },
  { ...failed, event: 'unsubscribed' },
  { ...failed, severity: undefined },
  { ...failed, 'user-variables': {} },
  { ...failed, 'user-variables': { delivery: 'none' } },
  { ...failed, 'user-variables': { delivery: 7 }, message: {} },
])('%j is left out', async event => {
  expect(await read(event)).toEqual([])
})

test.each([
  'x',
  '',
  '[]',
  '{}',
  JSON.stringify({ 'event-data': failed }),
  JSON.stringify({ signature: { ...signature(), timestamp: '1e9' }, 'event-data': failed }),
  JSON.stringify({ signature: { ...signature(), token: 7 }, 'event-data': failed }),
  JSON.stringify({ signature: signature() }),
  JSON.stringify({ signature: signature(), 'event-data': 'x' }),
  JSON.stringify({ signature: signature(), 'event-data': { event: 7 } }),
])('%j is unreadable', async body => {
  await expect(readBody(body)).rejects.toThrow(Unreadable)
})
