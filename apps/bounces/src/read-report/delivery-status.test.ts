import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDeliveryStatus } from './delivery-status.ts'
import { recipient, statusOf } from './example-mails.ts'

const kindOf = (...recipients: string[]) => readDeliveryStatus(statusOf(...recipients))?.kind ?? null

test.each([
  ['failed', '5.1.1', 'bounced'],
  ['Failed', '5.0.0', 'bounced'],
  ['failed (for ever)', '5.1.1 (bad destination mailbox address)', 'bounced'],
  ['failed', '5.2.351 mailbox full', 'bounced'],
  ['failed\r\n (folded)', '\r\n 5.1.1', 'bounced'],
  ['failed', '4.4.7', 'bounced'],
  ['delayed', '4.4.1', 'delayed'],
  ['delayed', '5.1.1', 'delayed'],
  ['delayed', 'unknown', 'delayed'],
  ['delivered', '2.0.0', null],
  ['relayed', '2.0.0', null],
  ['expanded', '2.1.5', null],
  ['delivered', '5.1.1', null],
  ['', '5.1.1', null],
  ['failed for ever', '5.1.1', null],
  ['failed', '2.0.0', null],
  ['failed', '3.1.1', null],
  ['failed', '5', null],
  ['failed', '5.1', null],
  ['failed', '5.1.', null],
  ['failed', '5.1.1.1', null],
  ['failed', '5.1.1000', null],
  ['failed', '55.1.1', null],
  ['failed', '550', null],
  ['failed', '', null],
  ['failed', 'rejected with 5.1.1', null],
  ['failed\nAction: failed', '5.1.1', null],
  ['failed', '5.1.1\nStatus: 4.4.1', null],
])('action %j and status %j → %s', (action, status, kind) => {
  expect(kindOf(recipient(action, status))).toBe(kind)
  expect(kindOf(recipient(action, status).replaceAll(/^[\w-]+/gm, name => name.toUpperCase()))).toBe(kind)
})

const [gone, full, late] = [
  recipient('failed', '5.1.1'),
  recipient('failed', '5.2.2'),
  recipient('delayed', '4.4.1'),
]
const arrived = recipient('delivered', '2.0.0')

test.each([
  ['all failed', [gone, full], 'bounced', '5.1.1'],
  ['one was given up', [gone, recipient('failed', '4.4.1')], 'bounced', '4.4.1'],
  ['one is late', [gone, late], 'delayed', '4.4.1'],
  ['one arrived', [gone, arrived], 'delayed', '5.1.1'],
  ['one without action', [gone, 'Final-Recipient: rfc822; b@acme.example'], 'delayed', '5.1.1'],
  ['one arrived, one is late', [arrived, late], 'delayed', '4.4.1'],
  ['all arrived', [arrived, arrived], undefined, undefined],
  ['something that is no recipient', [gone, 'X-Scanned: yes', '-- \nscanned'], 'bounced', '5.1.1'],
])('with several recipients: %s', (_what, recipients, kind, status) => {
  const result = readDeliveryStatus(statusOf(...recipients))
  expect([result?.kind, result?.status]).toEqual([kind, status])
})

test('a report without recipients says nothing', () => {
  expect(kindOf()).toBeNull()
  expect(readDeliveryStatus('')).toBeNull()
})

test('the fields of the recipient can follow those of the message without an empty line', () => {
  expect(readDeliveryStatus(`Reporting-MTA: dns; mx.example\n${gone}`)?.kind).toBe('bounced')
})

test.each([
  ['smtp; 550 5.1.1 no such user', 'bounced', '5.1.1'],
  ['SMTP;550-5.1.1 no such\r\n 550 5.1.1 user', 'bounced', '5.1.1'],
  ['smtp; 550 #5.1.0 rejected', 'bounced', '5.1.0'],
  ['smtp; 550 4.2.2 full', 'bounced', '4.2.2'],
  ['smtp; 550 no such user', 'bounced', null],
  ['smtp; 450 try again', 'bounced', null],
  ['smtp; 5500 no such user', undefined, undefined],
  ['smtp; 354 go on', undefined, undefined],
  ['smtp; no such user (550 5.1.1)', undefined, undefined],
  ['x-unix; 550 5.1.1 no such user', undefined, undefined],
  ['550 5.1.1 no such user', undefined, undefined],
])('without status the reply counts: %s', (diagnosis, kind, status) => {
  const result = readDeliveryStatus(statusOf(`Action: failed\nDiagnostic-Code: ${diagnosis}`))
  expect([result?.kind, result?.status]).toEqual([kind, status])
})

test.each([
  ['Diagnostic-Code: smtp; 550 5.1.1 <alice@acme.example> (gone)', '550 5.1.1 <(address)> (gone)'],
  ['Diagnostic-Code: X-Postfix; see\n https://help.example', 'see (link)'],
  ['Diagnostic-Code: smtp; 550 spam: p.example/l/1#kL0ngC0de-of_22-letter', '550 spam: p.example/l/1#(code)'],
  ['Diagnostic-Code: 550 no; such user', '550 no; such user'],
  ['Diagnostic-Code: smtp;', '5.1.1'],
  ['', '5.1.1'],
])('the detail of %j is %j', (fields, detail) => {
  expect(readDeliveryStatus(statusOf(recipient('failed', '5.1.1', fields)))?.detail).toBe(detail)
})

test('the detail is the action if there is nothing else', () => {
  const delayed = { kind: 'delayed', status: null, detail: 'delayed' }
  expect(readDeliveryStatus(statusOf('Action: delayed'))).toMatchObject(delayed)
})

const actions = fc.constantFrom('failed', 'delayed', 'delivered', 'relayed', 'failed?', '')
const statuses = fc.constantFrom('5.1.1', '5.7.26', '4.4.7', '2.0.0', '5.1', '5.1.1.1', 'five', '')
const recipients = fc.array(fc.record({ action: actions, status: statuses }), { maxLength: 4 })

test('it bounced exactly if it failed for each recipient', () => {
  fc.assert(
    fc.property(recipients, all => {
      const isBounced = all.every(
        one => one.action === 'failed' && ['5.1.1', '5.7.26', '4.4.7'].includes(one.status),
      )
      const kind = kindOf(...all.map(one => recipient(one.action, one.status)))
      expect(kind === 'bounced').toBe(isBounced && all.length > 0)
    }),
    { numRuns: 1_000 },
  )
})

test.each([
  ['rfc822; alice@acme.example', 'alice@acme.example'],
  ['utf-8;alice@acme.example', 'alice@acme.example'],
  ['rfc822;<alice@acme.example>', 'alice@acme.example'],
  ['rfc822; not an address', null],
])('the recipient %s is %s', (field, recipient) => {
  const text = `Final-Recipient: ${field}\r\nAction: failed\r\nStatus: 5.1.1\r\n`
  expect(readDeliveryStatus(text)?.recipient ?? null).toBe(recipient)
  // It may be another address than the mail's.
  expect(readDeliveryStatus(text)?.isAboutAddress).toBe(recipient === null ? false : undefined)
})

test('a status that says no more than its class gives way to the code in the reply', () => {
  const text = 'Action: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 550 5.7.26 SPF did not pass\r\n'
  expect(readDeliveryStatus(text)?.status).toBe('5.7.26')
})
