import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { NotGenuine } from '../provider.ts'
import { createSes } from '../ses.ts'
import {
  fetchText,
  host,
  notification,
  read,
  readBody,
  report,
  ses,
  signed,
  signer,
  topic,
} from './test-messages.ts'

test.each([
  `https://${host}.evil.example/a.pem`,
  `https://evil.example/${host}/a.pem`,
  `https://${host}@evil.example/a.pem`,
  `https://user@${host}/a.pem`,
  `https://user:password@${host}/a.pem`,
  `https://evil.example#@${host}/a.pem`,
  `https://evil.example\\@${host}/a.pem`,
  `http://${host}/a.pem`,
  `https://${host}:8443/a.pem`,
  `https://${host}/a.pem?x=.pem`,
  `https://${host}/?a=.pem`,
  `https://${host}/a.txt#.pem`,
  `https://${host}/a.pem.txt`,
  `https://${host}/`,
  'https://sns.us-east-1.amazonaws.com/a.pem',
  `https://${host}.cn/a.pem`,
  'https://amazonaws.com/a.pem',
  'https://bucket.s3.amazonaws.com/a.pem',
  'file:///etc/a.pem',
  'a.pem',
  '',
])('no certificate is fetched from %s', async SigningCertURL => {
  const fetchAny = vi.fn(async () => signer.certificate)
  const reader = createSes(topic, { fetchText: fetchAny })
  await expect(read(signed({ ...notification, SigningCertURL }), reader)).rejects.toThrow(NotGenuine)
  expect(fetchAny).not.toHaveBeenCalled()
})

test('in China the host ends in .cn', async () => {
  const TopicArn = 'arn:aws-cn:sns:cn-north-1:123456789012:mails'
  const SigningCertURL = 'https://sns.cn-north-1.amazonaws.com.cn/a.pem'
  const reader = createSes(TopicArn, { fetchText: async () => signer.certificate })
  expect(await read(signed({ ...notification, TopicArn, SigningCertURL }), reader)).toEqual([report])
})

test('a certificate is fetched once, and again if that failed', async () => {
  const fetchOnce = vi.fn(fetchText).mockRejectedValueOnce(new Error('no answer'))
  const reader = createSes(topic, { fetchText: fetchOnce })
  await expect(read(signed(notification), reader)).rejects.toThrow('no answer')
  for (const _ of [1, 2, 3]) expect(await read(signed(notification), reader)).toEqual([report])
  expect(fetchOnce).toHaveBeenCalledTimes(2)
})

test('what is no certificate proves nothing', async () => {
  const reader = createSes(topic, { fetchText: async () => '<html>' })
  await expect(read(signed(notification), reader)).rejects.toThrow(NotGenuine)
})

describe('whatever is changed in a signed message', () => {
  const original = signed(notification)
  const body = JSON.stringify(original)
  const reader = ses()

  test('another value of a field that is signed is refused', async () => {
    const field = fc.constantFrom(
      'Message',
      'MessageId',
      'Subject',
      'Timestamp',
      'TopicArn',
      'Type',
      'Signature',
    )
    await fc.assert(
      fc.asyncProperty(field, fc.string({ unit: 'binary' }), async (name, value) => {
        fc.pre(value !== original[name])
        await expect(read({ ...original, [name]: value }, reader)).rejects.toThrow(/./)
      }),
    )
  })

  test('another character anywhere is refused, or changes nothing that is read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(body.length - 1), fc.string({ maxLength: 2 }), async (index, text) => {
        const changed = body.slice(0, index) + text + body.slice(index + 1)
        const reports = await readBody(changed, reader).catch(() => [report])
        expect(reports).toEqual([report])
      }),
      { numRuns: 1_000 },
    )
  })
})
