import { expect, test } from 'vitest'
import { Unreadable } from './provider.ts'
import { sesReports } from './ses-reports.ts'

const deliveryId = '0198c0de-7a3b-7c11-9b1e-2f6d3a5c8e01'
const tags = { 'ses:configuration-set': ['security'], delivery: [deliveryId] }
const recipient = (fields: object) => [{ emailAddress: 'alice@acme.example', ...fields }]

const reportsOf = (event: object) => sesReports(JSON.stringify({ mail: { tags }, ...event }))

function bounce(bounceType: string, bounceSubType: string, fields: object = {}) {
  return { eventType: 'Bounce', bounce: { bounceType, bounceSubType, bouncedRecipients: recipient(fields) } }
}

test.each([
  [
    bounce('Permanent', 'General', {
      status: '5.1.1',
      diagnosticCode: 'smtp; 550 5.1.1 <alice@acme.example>... User',
    }),
    'bounced',
    '5.1.1',
    'Permanent General: smtp; 550 5.1.1 <(address)>... User',
  ],
  [
    bounce('Permanent', 'OnAccountSuppressionList'),
    'bounced',
    null,
    'Permanent OnAccountSuppressionList',
    true,
  ],
  [
    bounce('Permanent', 'NoEmail', { diagnosticCode: 'smtp; 550 5.4.1 https://a.example/b denied' }),
    'bounced',
    '5.4.1',
    'Permanent NoEmail: smtp; 550 5.4.1 (link) denied',
  ],
  [
    bounce('Transient', 'MailboxFull', { status: '5.2.2', diagnosticCode: 'smtp; 552 5.2.2 over quota' }),
    'delayed',
    '5.2.2',
    'Transient MailboxFull: smtp; 552 5.2.2 over quota',
  ],
  [
    bounce('Transient', 'General', {
      action: 'failed',
      status: '4.4.7',
      diagnosticCode: 'smtp; 451 expired',
    }),
    'bounced',
    '4.4.7',
    'Transient General: smtp; 451 expired',
    false,
  ],
  [bounce('Transient', 'General'), 'delayed', '4.0.0', 'Transient General'],
  [bounce('Undetermined', 'Undetermined'), 'delayed', '4.0.0', 'Undetermined Undetermined'],
  [
    bounce('Undetermined', 'Undetermined', { status: '5.7.1' }),
    'bounced',
    '5.7.1',
    'Undetermined Undetermined',
  ],
  [
    {
      eventType: 'DeliveryDelay',
      deliveryDelay: {
        delayType: 'TransientCommunicationFailure',
        delayedRecipients: recipient({
          status: '4.4.1',
          diagnosticCode: 'smtp; 421 4.4.1 Unable to connect to remote host',
        }),
      },
    },
    'delayed',
    '4.4.1',
    'TransientCommunicationFailure: smtp; 421 4.4.1 Unable to connect to remote host',
  ],
  [{ eventType: 'Reject', reject: { reason: 'Bad content' } }, 'bounced', null, 'Reject Bad content', false],
  [
    { eventType: 'Complaint', complaint: { complaintFeedbackType: 'abuse', complaintSubType: null } },
    'complained',
    null,
    'abuse',
  ],
  [{ eventType: 'Complaint', complaint: { complainedRecipients: recipient({}) } }, 'complained', null, ''],
  [
    { eventType: 'Complaint', complaint: { complaintSubType: 'OnAccountSuppressionList' } },
    'bounced',
    null,
    'Complaint OnAccountSuppressionList',
    true,
  ],
])('%j is reported', (event, kind, status, detail, isAboutAddress = undefined) => {
  expect(reportsOf(event)).toMatchObject([{ deliveryId, kind, status, detail }])
  expect(reportsOf(event)[0]?.isAboutAddress).toBe(isAboutAddress)
})

test.each([
  { eventType: 'Delivery', delivery: { smtpResponse: '250 ok' } },
  { eventType: 'Open', open: {} },
  { eventType: 'Rendering Failure', failure: { errorMessage: 'x' } },
  { eventType: 'toString' },
  { notificationType: 'AmazonSnsSubscriptionSucceeded', message: 'x' },
  { eventType: 'Complaint', complaint: { complaintFeedbackType: 'not-spam' } },
  { eventType: 'Complaint', complaint: { complaintFeedbackType: 'auth-failure' } },
  {},
])('%j is left out', event => {
  expect(reportsOf(event)).toEqual([])
})

test.each([
  { eventType: 'Bounce' },
  { eventType: 'Bounce', bounce: { bounceType: 1, bouncedRecipients: [] } },
  { eventType: 'Bounce', bounce: { bounceType: 'Permanent' } },
  { eventType: 'Complaint', complaint: 'x' },
  { eventType: 'DeliveryDelay', deliveryDelay: { delayedRecipients: {} } },
])('%j is unreadable', event => {
  expect(() => reportsOf(event)).toThrow(Unreadable)
})
