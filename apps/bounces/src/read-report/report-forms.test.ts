import { expect, test } from 'vitest'
import { failed, feedback, reportMail, returnedHeader } from './example-mails.ts'
import { readReport } from './read-report.ts'

const bounced = {
  kind: 'bounced',
  status: '5.1.1',
  detail: '550 5.1.1 <(address)>: no such user',
  returnPaths: ['bounce+1@passlink.example'],
}

const base64 = Buffer.from(failed).toString('base64').replace(/.{76}/g, '$&\n')
const nested = `--n-1\nContent-Type: message/delivery-status\n\n${failed}\n--n-1--`

test.each([
  ['with line feeds', reportMail(failed, { lineEnd: '\n' })],
  ['as base64', reportMail(base64, { statusFields: 'Content-Transfer-Encoding: BASE64\n' })],
  [
    'as quoted-printable',
    reportMail(failed.replaceAll('=', '=3D').replaceAll('5.1.1', '5.1=\n.=31'), {
      statusFields: 'Content-Transfer-Encoding: Quoted-Printable\n',
    }),
  ],
  ['in odd case', reportMail(failed, { statusType: 'Message/Delivery-STATUS; charset=UTF-8' })],
  [
    'with odd parameters',
    reportMail(failed, { parameters: 'Boundary="b-1" (c);\n\tReport-Type="Delivery-Status"' }),
  ],
  ['with addresses in UTF-8', reportMail(failed, { statusType: 'message/global-delivery-status' })],
  ['inline', reportMail(failed, { statusFields: 'Content-Disposition: inline\n' })],
  ['as an attachment', reportMail(failed, { statusFields: 'Content-Disposition: attachment\n' })],
  ['in a nested part', reportMail(nested, { statusType: 'multipart/mixed; boundary=n-1' })],
  ['cut after the header of the mail', reportMail(failed).subarray(0, -10)],
])('a report is read %s', async (_how, mail) => {
  expect(await readReport(mail)).toMatchObject(bounced)
})

const twice = `Content-Type: message/delivery-status\n\n${failed}`
const forwarded = `Content-Type: message/rfc822\nContent-Disposition: inline\n\n${reportMail(failed).toString().replaceAll('b-1', 'f-1')}`

test.each([
  ['no bytes', Buffer.alloc(0)],
  ['no type of report', reportMail(failed, { parameters: 'boundary=b-1' })],
  [
    'a read receipt',
    reportMail(failed, { parameters: 'boundary=b-1; report-type=disposition-notification' }),
  ],
  ['a complaint without its part', reportMail(failed, { parameters: feedback.parameters ?? '' })],
  ['a bounce without its part', reportMail(failed, { statusType: 'text/plain' })],
  ['two parts with a status', reportMail(failed, { returned: twice })],
  ['a forwarded report', reportMail('', { statusType: 'text/plain', returned: forwarded })],
  ['too many parts', reportMail(failed, { returned: '\nx\n--b-1'.repeat(200) })],
  ['a huge header', reportMail(failed, { statusFields: 'X: y\n'.repeat(2_000) })],
  ['a huge status', reportMail(failed + '\n\nX: y'.repeat(50_000))],
  ['a huge mail', reportMail(failed, { returned: `${returnedHeader}\n\n${'x\n'.repeat(600_000)}` })],
])('nothing is read from %s', async (_what, mail) => {
  expect(await readReport(mail)).toBeNull()
})
