import { expect, test } from 'vitest'
import { sesReports } from './ses-reports.ts'

const deliveryId = '0198c0de-7a3b-7c11-9b1e-2f6d3a5c8e01'
const tags = { delivery: [deliveryId] }

function bounceOf(mail: object | undefined, fields: object = {}) {
  const bouncedRecipients = [{ emailAddress: 'alice@acme.example', ...fields }]
  const bounce = { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients }
  return sesReports(JSON.stringify({ notificationType: 'Bounce', bounce, mail }))
}

test.each([
  ['gone@old.example', 'gone@old.example', undefined],
  ['Alice <alice@acme.example>', 'alice@acme.example', undefined],
  ['not an address', null, false],
])('a bounce of %j is about %s', (emailAddress, recipient, isAboutAddress) => {
  const [report] = bounceOf({ tags }, { status: '5.1.1', emailAddress })
  expect(report?.recipient).toBe(recipient)
  expect(report?.isAboutAddress).toBe(isAboutAddress)
})

const header = (name: string, value: string) => ({ name, value })
const messageId = `<${deliveryId}@acme.example>`

test.each([
  ['the tag', { tags: { delivery: [deliveryId.toUpperCase()] }, headers: [header('Message-ID', '<x@y>')] }],
  ['the Message-ID', { headers: [header('From', 'a@b.example'), header('Message-Id', messageId)] }],
  ['the common Message-ID', { headersTruncated: true, commonHeaders: { messageId } }],
  [
    'the Message-ID, if the tag is none',
    { tags: { delivery: ['none'] }, headers: [header('Message-ID', messageId)] },
  ],
])('the delivery is found in %s', (_, mail) => {
  expect(bounceOf(mail)).toMatchObject([{ deliveryId, kind: 'bounced' }])
})

test.each([
  [{}],
  [undefined],
  [{ tags: { delivery: ['../1'] } }],
  [{ tags: { delivery: [] } }],
  [{ headers: [header('X-Other', messageId)] }],
  [{ commonHeaders: { messageId: 'EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000' } }],
])('a mail with %j is not ours', mail => {
  expect(bounceOf(mail)).toEqual([])
})
