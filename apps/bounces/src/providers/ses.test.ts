import { describe, expect, test, vi } from 'vitest'
import { NotGenuine, Unreadable } from './provider.ts'
import { createSes } from './ses.ts'
import { readSnsMessage, signedTextOf } from './sns/message.ts'
import {
  at,
  certificateUrl,
  event,
  fetchText,
  host,
  notification,
  now,
  read,
  readBody,
  report,
  ses,
  signed,
  signer,
  subscription,
  topic,
} from './sns/test-messages.ts'
import { createTestSigner } from './sns/test-signer.ts'

const minute = 60_000

describe('a notification', () => {
  test.each(['1', '2'])('with signature version %s is read', async SignatureVersion => {
    expect(await read(signed({ ...notification, SignatureVersion }))).toEqual([report])
  })

  test('without a subject is read', async () => {
    expect(await read(signed({ ...notification, Subject: undefined }))).toEqual([report])
  })

  test('is signed with the text that SNS documents', () => {
    const message = readSnsMessage(JSON.stringify({ ...notification, Message: 'My Test Message' }))
    expect(signedTextOf(message)).toBe(
      [
        'Message\nMy Test Message',
        'MessageId\n22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
        'Subject\nAmazon SES Email Event Notification',
        `Timestamp\n${at}`,
        `TopicArn\n${topic}`,
        'Type\nNotification\n',
      ].join('\n'),
    )
  })

  test('of something else than SES is left out', async () => {
    const Message = 'Successfully validated SNS topic for Amazon SES event publishing.'
    expect(await read(signed({ ...notification, Message }))).toEqual([])
  })

  test('is accepted for two hours, because SNS tries for one', async () => {
    const body = JSON.stringify(signed(notification))
    for (const age of [0, 60, 119, -9])
      expect(await readBody(body, ses(), now + age * minute), String(age)).toEqual([report])
    for (const age of [121, 1_440, -11])
      await expect(readBody(body, ses(), now + age * minute), String(age)).rejects.toThrow(NotGenuine)
  })

  test('is refused before and after its certificate is valid', async () => {
    for (const Timestamp of ['2025-12-31T23:59:00.000Z', '2027-01-01T00:01:00.000Z']) {
      const body = JSON.stringify(signed({ ...notification, Timestamp }))
      await expect(readBody(body, ses(), Date.parse(Timestamp))).rejects.toThrow('certificate is not valid')
    }
  })

  test('is refused if its signature is that of another key, or none', async () => {
    await expect(read(signed(notification, createTestSigner()))).rejects.toThrow(NotGenuine)
    await expect(read(notification)).rejects.toThrow(NotGenuine)
    await expect(read({ ...notification, Signature: undefined })).rejects.toThrow(NotGenuine)
    await expect(read(event)).rejects.toThrow('raw message delivery must be off')
  })

  test('of another topic is refused', async () => {
    for (const TopicArn of [`${topic}2`, topic.replace('123456789012', '210987654321')])
      await expect(read(signed({ ...notification, TopicArn }))).rejects.toThrow('another topic')
  })
})

describe('a subscription', () => {
  const visits = () =>
    vi.fn(async (url: string) =>
      url === certificateUrl ? signer.certificate : '<ConfirmSubscriptionResponse/>',
    )

  test('is confirmed', async () => {
    const visit = visits()
    expect(await read(signed(subscription), createSes(topic, { fetchText: visit }))).toEqual([])
    expect(visit.mock.calls.flat()).toEqual([certificateUrl, subscription.SubscribeURL])
  })

  test('of another topic, without signature, or with a URL elsewhere is not', async () => {
    for (const message of [
      signed({ ...subscription, TopicArn: `${topic}2` }),
      subscription,
      signed({ ...subscription, SubscribeURL: `https://${host}.evil.example/?Action=ConfirmSubscription` }),
      signed({ ...subscription, SubscribeURL: `http://${host}/?Action=ConfirmSubscription` }),
      { ...signed(subscription), Token: 'another' },
      { ...signed(subscription), SubscribeURL: `https://${host}/?Action=Unsubscribe` },
    ]) {
      const visit = visits()
      await expect(read(message, createSes(topic, { fetchText: visit }))).rejects.toThrow(NotGenuine)
      expect(visit.mock.calls.flat().filter(url => url !== certificateUrl)).toEqual([])
    }
  })

  test('that ended is not taken up again', async () => {
    const visit = visits()
    const message = signed({ ...subscription, Type: 'UnsubscribeConfirmation' })
    expect(await read(message, createSes(topic, { fetchText: visit }))).toEqual([])
    expect(visit).toHaveBeenCalledTimes(1)
  })
})

test.each([
  'x',
  '',
  JSON.stringify({ ...notification, Type: 'Other' }),
  JSON.stringify({ ...notification, SignatureVersion: '3' }),
  JSON.stringify({ ...notification, Message: { a: 1 } }),
  JSON.stringify({ ...notification, Timestamp: 'yesterday' }),
  JSON.stringify({ ...subscription, SubscribeURL: undefined }),
])('%j is unreadable', async body => {
  await expect(readBody(body)).rejects.toThrow(Unreadable)
})

test('what is no ARN of a topic is refused at start', () => {
  for (const arn of [
    '',
    topic.replace(':sns:', ':sqs:'),
    topic.replace('eu-central-1', 'evil.example/'),
    `${topic}:x`,
  ])
    expect(() => createSes(arn, { fetchText }), arn).toThrow('must be the ARN of an SNS topic')
})
