import { describe, expect, test } from 'vitest'
import { createPostmark } from './postmark.ts'
import { NotGenuine, Unreadable } from './provider.ts'

const deliveryId = '0198c0de-7a3b-7c11-9b1e-2f6d3a5c8e01'
const login = 'postmark:a:long:pässword'
const postmark = createPostmark(login)

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
const readBody = (body: string, authorization: string | undefined = basic(login)) =>
  postmark({ headers: new Headers(authorization ? { authorization } : {}), body, now: 0 })
const read = (event: object) => readBody(JSON.stringify(event))

const bounce = {
  RecordType: 'Bounce',
  ID: 42,
  Type: 'HardBounce',
  TypeCode: 1,
  Name: 'Hard bounce',
  MessageID: '883953f4-6105-42a2-a16a-77a8eac79483',
  MessageStream: 'outbound',
  Metadata: { delivery: deliveryId },
  Description: 'The server was unable to deliver your message (ex: unknown user, mailbox not found).',
  Details: 'smtp;550 5.1.1 <alice@acme.example> does not exist. See https://a.example/b#c',
  Email: 'alice@acme.example',
}
const report = {
  deliveryId,
  kind: 'bounced',
  status: '5.1.1',
  detail: 'smtp;550 5.1.1 <(address)> does not exist. See (link)',
  recipient: 'alice@acme.example',
}

test('a bounce is reported', async () => {
  expect(await read(bounce)).toEqual([report])
  expect(await read({ ...bounce, Details: '' })).toEqual([
    { ...report, status: null, isAboutAddress: true, detail: bounce.Description },
  ])
  expect(await read({ ...bounce, Details: undefined, Description: 7 })).toEqual([
    { ...report, status: null, isAboutAddress: true, detail: '' },
  ])
})

test.each([
  ['bounced', null, true, ['BadEmailAddress', 'ManuallyDeactivated']],
  [
    'bounced',
    null,
    false,
    ['Blocked', 'SpamNotification', 'VirusNotification', 'DMARCPolicy', 'SMTPApiError', 'SoftBounce'],
  ],
  ['delayed', '4.0.0', undefined, ['Transient', 'DnsError', 'ChallengeVerification', 'Unknown']],
])('a mail is %s (%s, about the address: %s) with %j', async (kind, status, isAboutAddress, types) => {
  for (const Type of types) {
    const reports = await read({ ...bounce, Type, Details: '' })
    expect(reports, Type).toMatchObject([{ deliveryId, kind, status }])
    expect(reports[0]?.isAboutAddress, Type).toBe(isAboutAddress)
  }
})

test('a status in the words does not make a bounce one of the address if Postmark says that it is not', async () => {
  const Details = 'smtp;554 5.1.1 Sender denied'
  expect(await read({ ...bounce, Type: 'Blocked', Details })).toMatchObject([{ isAboutAddress: false }])
})

test('what Postmark could not classify is final if its status says so', async () => {
  expect(await read({ ...bounce, Type: 'Unknown' })).toEqual([report])
})

test('a complaint is reported', async () => {
  const Details = 'Test spam complaint details'
  expect(await read({ ...bounce, RecordType: 'SpamComplaint', Type: 'SpamComplaint', Details })).toEqual([
    { deliveryId, kind: 'complained', status: null, detail: Details, recipient: 'alice@acme.example' },
  ])
})

test.each([
  { ...bounce, Type: 'AutoResponder' },
  { ...bounce, Type: 'AddressChange' },
  { ...bounce, Type: 'Unsubscribe' },
  { ...bounce, Type: 'NewType' },
  { ...bounce, Type: undefined },
  { ...bounce, RecordType: 'Delivery' },
  { ...bounce, RecordType: 'SubscriptionChange', SuppressionReason: 'HardBounce' },
  { ...bounce, Metadata: undefined },
  { ...bounce, Metadata: {} },
  { ...bounce, Metadata: { delivery: '883953f4' } },
])('%j is left out', async event => {
  expect(await read(event)).toEqual([])
})

describe('a request is refused', () => {
  test.each([
    '',
    'Basic',
    basic(''),
    basic('postmark'),
    basic('postmark:'),
    basic(`${login}x`),
    basic(login.slice(0, -1)),
    basic(login.toUpperCase()),
    basic(login).replace('Basic', 'Bearer'),
    `${basic(login)}, ${basic(login)}`,
    login,
  ])('with the login %j', async authorization => {
    await expect(readBody(JSON.stringify(bounce), authorization)).rejects.toThrow(NotGenuine)
  })

  test('before its body is read', async () => {
    await expect(readBody('x', basic('a:b'))).rejects.toThrow(NotGenuine)
  })
})

test('the scheme of the login may be written in any case (RFC 9110 section 11.1)', async () => {
  expect(await readBody(JSON.stringify(bounce), basic(login).replace('Basic', 'basic'))).toEqual([report])
})

test.each(['x', '', '[]', '{}', '{"RecordType":1}', 'null'])('%j is unreadable', async body => {
  await expect(readBody(body)).rejects.toThrow(Unreadable)
})
