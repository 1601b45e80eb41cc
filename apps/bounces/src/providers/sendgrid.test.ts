import { expect, test } from 'vitest'

import { batch, bounce, deliveryId, read, signed } from './sendgrid-example.ts'

test.each([
  [bounce, 'bounced', '5.1.1', '550 5.1.1 <(address)> unknown'],
  [
    { event: 'bounce', reason: '500 unknown recipient', status: '5.0.0' },
    'bounced',
    null,
    '500 unknown recipient',
    true,
  ],
  [
    {
      event: 'bounce',
      type: 'blocked',
      reason: 'unable to get mx info',
      bounce_classification: 'Unclassified',
    },
    'bounced',
    null,
    'unable to get mx info',
    false,
  ],
  [
    { event: 'dropped', reason: 'Bounced Address', status: '5.0.0' },
    'bounced',
    null,
    'Bounced Address',
    true,
  ],
  [{ event: 'dropped', reason: 'Spam Reporting Address' }, 'bounced', null, 'Spam Reporting Address', true],
  [{ event: 'dropped', reason: 'Invalid' }, 'bounced', null, 'Invalid', true],
  [
    { event: 'dropped', reason: 'Invalid SMTPAPI header', status: '5.0.0' },
    'bounced',
    null,
    'Invalid SMTPAPI header',
    false,
  ],
  [{ event: 'dropped', status: '5.0.0' }, 'bounced', null, '', false],
  [{ event: 'bounce', reason: '550 5.7.1 listed', status: '5.0.0' }, 'bounced', '5.7.1', '550 5.7.1 listed'],
  [
    { event: 'deferred', response: '400 try again later', attempt: '5' },
    'delayed',
    '4.0.0',
    '400 try again later',
  ],
  [{ event: 'deferred', response: '451 4.7.1 greylisted' }, 'delayed', '4.7.1', '451 4.7.1 greylisted'],
  [{ event: 'spamreport' }, 'complained', null, ''],
])('%j is reported', async (event, kind, status, detail, isAboutAddress = undefined) => {
  const reports = await read(signed(batch(event)))
  expect(reports).toMatchObject([{ deliveryId, kind, status, detail, recipient: 'alice@acme.example' }])
  expect(reports[0]?.isAboutAddress).toBe(isAboutAddress)
})

test('other events of a batch, and those of other mails, are left out', async () => {
  const others = ['processed', 'delivered', 'open', 'click', 'unsubscribe', 'constructor'].map(event => ({
    event,
  }))
  const body = batch(
    ...others,
    bounce,
    { ...bounce, 'smtp-id': '<14c5d75ce93.dfd.64b469@ismtpd-555>' },
    bounce,
  )
  expect(await read(signed(body))).toMatchObject([{ deliveryId }, { deliveryId }])
  expect(await read(signed('[]'))).toEqual([])
})

test('the delivery is the unique argument, or else in the Message-ID', async () => {
  const other = '0198c0de-0000-7000-8000-000000000000'
  const idsOf = async (fields: object) =>
    (await read(signed(batch({ ...bounce, ...fields })))).map(report => report.deliveryId)
  expect(await idsOf({ delivery: other.toUpperCase() })).toEqual([other])
  expect(await idsOf({ delivery: 'none' })).toEqual([deliveryId])
  expect(await idsOf({ delivery: 5, 'smtp-id': undefined })).toEqual([])
})
