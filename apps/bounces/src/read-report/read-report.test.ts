import { expect, test } from 'vitest'
import {
  abuse,
  exampleMail,
  failed,
  feedback,
  recipient,
  reportMail,
  returnedHeader,
  statusOf,
} from './example-mails.ts'
import { readReport } from './read-report.ts'

const returnPaths = ['bounce+1@passlink.example']
const detail = '550 5.1.1 <(address)>: no such user'
const bounced = { kind: 'bounced', status: '5.1.1', detail, returnPaths }

test.each([
  ['postfix', '5.1.1', '550-5.1.1 <(address)> is not known here. Look at 550 5.1.1 (link) for what to do'],
  [
    'exchange',
    '5.1.10',
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient (address) not found by SMTP address lookup',
  ],
  [
    'gmail',
    '5.1.1',
    '550-5.1.1 There is no such account here. Check the address 550-5.1.1 and try again. More is at 550 5.1.1 (link) 5b1f17b1804b1-4527-si - gsmtp',
  ],
])('a bounce of %s is read', async (server, status, words) => {
  expect(await readReport(exampleMail(server))).toMatchObject({
    kind: 'bounced',
    status,
    detail: words,
    returnPaths,
  })
})

test('a complaint of Yahoo is read', async () => {
  expect(await readReport(exampleMail('yahoo-complaint'))).toMatchObject({
    kind: 'complained',
    status: null,
    detail: 'reported as unwanted (abuse) by Yahoo-Feedback/2.0',
    returnPaths: ['bounce+1@passlink.example', 'bounce+2@passlink.example'],
  })
})

test.each(['qmail', 'old-exim', 'vacation'])('the mail of %s is no report', async name => {
  expect(await readReport(exampleMail(name))).toBeNull()
})

test.each([
  [
    'Exim',
    `Reporting-MTA: dns; mx.example

Action: failed
Final-Recipient: rfc822;alice@acme.example
Status: 5.0.0
Remote-MTA: dns; mx.acme.example
Diagnostic-Code: smtp; 550 unknown user`,
    { kind: 'bounced', status: '5.0.0', detail: '550 unknown user', returnPaths },
  ],
  [
    'Sendmail, after days',
    `Reporting-MTA: dns; mx.example
Arrival-Date: Thu, 7 May 2026 10:00:01 GMT

Final-Recipient: RFC822; alice@acme.example
Action: failed
Status: 4.4.7
Remote-MTA: DNS; mx.acme.example
Last-Attempt-Date: Tue, 12 May 2026 10:00:02 GMT`,
    { kind: 'bounced', status: '4.4.7', detail: '4.4.7', returnPaths },
  ],
  [
    'Amazon SES',
    `Reporting-MTA: dns; a1-2.smtp-out.amazonses.example

Action: failed
Final-Recipient: rfc822; alice@acme.example
Diagnostic-Code: smtp; 550 5.1.1 user unknown
Status: 5.1.1`,
    { kind: 'bounced', status: '5.1.1', detail: '550 5.1.1 user unknown', returnPaths },
  ],
  [
    'iCloud',
    `Original-envelope-id: 0A1B2C
Reporting-MTA: dns;mx.icloud.example (tcp-daemon)

Original-recipient: rfc822;alice@acme.example
Final-recipient: rfc822;alice@acme.example
Action: failed
Status: 5.1.1 (unknown or illegal alias)
Remote-MTA: dns;mx.acme.example (TCP|192.0.2.1|1|192.0.2.2|25)
Diagnostic-code: smtp;550 5.1.1 unknown or illegal alias`,
    { kind: 'bounced', status: '5.1.1', detail: '550 5.1.1 unknown or illegal alias', returnPaths },
  ],
  [
    'Postfix, still trying',
    statusOf(
      recipient('delayed', '4.4.1', 'Diagnostic-Code: X-Postfix; connect to mx.acme.example: timed out'),
    ),
    { kind: 'delayed', status: '4.4.1', detail: 'connect to mx.acme.example: timed out', returnPaths },
  ],
])('the status of %s is read', async (_server, status, report) => {
  expect(await readReport(reportMail(status))).toMatchObject(report)
})

test('a notice of success is no report', async () => {
  expect(await readReport(reportMail(statusOf(recipient('delivered', '2.0.0'))))).toBeNull()
})

test.each([
  ['message/rfc822'],
  ['message/rfc822\nContent-Disposition: inline'],
  ['Message/RFC822'],
  ['text/rfc822-headers; charset=utf-8'],
  ['message/global'],
  ['message/global-headers'],
])('the return path is read from a returned mail of the type %j', async type => {
  const returned = returnedHeader.replace('text/rfc822-headers', type)
  expect(await readReport(reportMail(failed, { returned }))).toMatchObject(bounced)
  const complaint = await readReport(reportMail(abuse, { ...feedback, returned }))
  expect(complaint?.returnPaths).toEqual(['bounce+2@passlink.example', ...returnPaths])
})

test('a report without a returned mail has no return paths', async () => {
  const returned = 'Content-Type: text/plain\n\nReturn-Path: <a@b.example>'
  expect(await readReport(reportMail(failed, { returned }))).toMatchObject({ ...bounced, returnPaths: [] })
})
