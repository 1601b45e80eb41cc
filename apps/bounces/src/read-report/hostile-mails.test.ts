import fc from 'fast-check'
import { expect, test } from 'vitest'
import { abuse, exampleMail, failed, feedback, recipient, reportMail, statusOf } from './example-mails.ts'
import { type MailReport, readReport } from './read-report.ts'

function expectSafe(report: MailReport | null) {
  if (!report) return
  expect(report.detail).not.toMatch(/[^\s<>"(),;:]@[^\s<>"(),;]*\w|\bhttps?:\/\//i)
  expect([...report.detail].length).toBeLessThanOrEqual(500)
  expect(report.detail).not.toBe('')
  expect(String(report.status)).toMatch(/^[245]\.\d{1,3}\.\d{1,3}$|^null$/)
}

const secret = `smtp; 550 "a b"@acme.example <alice@acme.example>
 https://p.example/l/1#kL0ngC0de-of_22-letter p.example/l/1#kL0ngC0de-of_22-letter`
const bounces = [
  exampleMail('postfix'),
  exampleMail('exchange'),
  exampleMail('gmail'),
  reportMail(statusOf(recipient('failed', '5.7.1', `Diagnostic-Code: ${secret}`))),
]
const others = [
  exampleMail('yahoo-complaint'),
  exampleMail('vacation'),
  reportMail(statusOf(recipient('delayed', '5.4.1'), recipient('delivered', '5.1.1'))),
  reportMail(abuse, feedback),
]

type Change = { at: number; remove: number; insert: Uint8Array | string }

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof(fc.constant(0), fc.nat(10), fc.nat(500)),
  insert: fc.oneof(
    fc.uint8Array({ maxLength: 10 }),
    fc.constantFrom('\r\n', '\n\n', '--', '(', '"', '@', '#', '://', '\r\n Status: 5.1.1\r\n', 'Action: '),
    fc.constantFrom('Content-Transfer-Encoding: base64\r\n', 'Content-Type: message/rfc822\r\n\r\n'),
  ),
})

function changed(mail: Buffer, changes: readonly Change[]): Buffer {
  let bytes = mail
  for (const { at, remove, insert } of changes) {
    const start = Math.floor(at * bytes.length)
    bytes = Buffer.concat([bytes.subarray(0, start), Buffer.from(insert), bytes.subarray(start + remove)])
  }
  return bytes
}

const changes = fc.array(change, { minLength: 1, maxLength: 6 })
const runs = { numRuns: 2_000, endOnFailure: true }
const fields = (bytes: Buffer) => bytes.toString('latin1').replace(/\r?\n[ \t]+/g, ' ')

test('arbitrary bytes are no report', async () => {
  const start = fc.constantFrom(
    '',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n',
  )
  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array({ maxLength: 500 }), async (head, bytes) => {
      expect(await readReport(Buffer.concat([Buffer.from(head), bytes]))).toBeNull()
    }),
    runs,
  )
}, 120_000)

test('a changed bounce is safe, and a bounce only if it still says that the mail failed for ever', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...bounces), changes, async (bounce, all) => {
      const mail = changed(bounce, all)
      const report = await readReport(mail)
      expectSafe(report)
      if (report?.kind !== 'bounced') return
      expect(fields(mail)).toMatch(/^action[ \t]*:.*failed/im)
      expect(fields(mail)).toMatch(
        /^(status[ \t]*:.*5\.\d{1,3}\.\d{1,3}|diagnostic-code[ \t]*:[ \t]*smtp.*5)/im,
      )
    }),
    runs,
  )
}, 120_000)

test('a changed mail of another kind is safe and does not become a bounce', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...others), changes, async (other, all) => {
      const report = await readReport(changed(other, all))
      expectSafe(report)
      expect(report?.kind).not.toBe('bounced')
    }),
    runs,
  )
}, 120_000)

test('a mail cut anywhere is safe', async () => {
  for (const mail of [...bounces, ...others])
    for (let length = 0; length < mail.length; length += 7)
      expectSafe(await readReport(mail.subarray(0, length)))
}, 120_000)

const words = fc.array(
  fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(secret, '@', ':/', '/x', '"', 'a@b')),
)

test('whatever words a server says, the detail is safe', async () => {
  await fc.assert(
    fc.asyncProperty(words, async said => {
      const text = said.join('').replace(/\r?\n/g, ' ')
      expectSafe(
        await readReport(reportMail(statusOf(recipient('failed', '5.1.1', `Diagnostic-Code: ${text}`)))),
      )
    }),
    runs,
  )
}, 120_000)

const many = (text: string, length = 900_000) => text.repeat(length / text.length)
const part = (fields: string) => `--b-1\n${fields}\nContent-Type: message/rfc822\n\nx\n`
const nested = (index: number) => `Content-Type: multipart/mixed; boundary=n${index}\n\n--n${index}\n`

test.each([
  ['recipients', reportMail(failed + many('\n\nAction: failed\nStatus: 5.1.1', 250_000))],
  ['empty lines', reportMail(failed, { returned: many('\n') })],
  ['boundaries', reportMail(failed, { returned: many('--b-1\n') })],
  ['nested parts', Buffer.from(Array.from({ length: 5_000 }, (_, index) => nested(index)).join(''))],
  [
    'nested parts within the limit',
    reportMail(failed, { returned: `\n--b-1\n${many(nested(1), 4_000)}${many('--x\n')}` }),
  ],
  [
    'return paths',
    reportMail(failed, {
      returned: `Content-Type: message/rfc822\n\n${many('Return-Path: <a@b.example>\n')}`,
    }),
  ],
  ['comments', reportMail(failed, { returned: `Content-Type: message/rfc822\n\nReturn-Path: ${many('(')}` })],
  ['fields', Buffer.from(many('X: y\n'))],
  ['addresses', reportMail(failed, { returned: many(part(`To: ${many('a:b@c.example;', 60_000)}`)) })],
  [
    'encoded words',
    reportMail(failed, { returned: many(part(`Subject: ${many('=?utf-8?b?YQ==?= ', 60_000)}`)) }),
  ],
  ['elements', reportMail(failed, { returned: `Content-Type: text/html\n\n${many('<b>')}` })],
])('a mail full of %s is read', async (_what, mail) => {
  // If the time grew with the square of the length, this would take longer than a test may.
  expectSafe(await readReport(mail))
})
