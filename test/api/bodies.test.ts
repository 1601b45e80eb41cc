import { afterAll, beforeAll, expect, test } from 'vitest'
import { bytes, failure, post } from '../call.ts'
import { createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
let api: { port: number }
let authorization: string
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  api = await passlink.startApi()
  authorization = `Bearer ${await passlink.issuer.token('alice')}`
})
afterAll(() => passlink?.stop())

function send(body?: BodyInit, contentType?: string) {
  const headers = { authorization, ...(contentType ? { 'content-type': contentType } : {}) }
  return post(api, {
    headers,
    body: body ?? null,
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  })
}

const kibibytes64 = 64 * 1024
const object = (size: number) => bytes(`{"filler":"${'x'.repeat(size - 13)}"}`)

test.each(['/users/me/passwordless/_send_link', '/auth/v1/users/me/passwordless/_send_link'])(
  'SendLink is at %s',
  async path => {
    expect((await post(api, { path, headers: { authorization } })).status).toBe(200)
  },
)

test.each([
  ['no body', undefined, undefined],
  ['no body but a content type', undefined, 'application/json'],
  ['white space', bytes(' \r\n'), 'application/json'],
  ['an empty object', bytes('{}'), 'application/json'],
  ['an empty object of no type', bytes('{}'), undefined],
  [
    'unknown fields',
    bytes('{"userId":"mallory","email":"mallory@evil.example","a":[{}]}'),
    'application/json',
  ],
  ['a type with a charset', bytes('{}'), 'application/json; charset=utf-8'],
  ['a type in capitals', bytes('{}'), 'Application/JSON'],
  ['a type with the suffix +json', bytes('{}'), 'application/problem+json'],
  ["curl's default type", bytes('{}'), 'application/x-www-form-urlencoded'],
  ["fetch's default type", '{}', undefined],
  ['64 KiB', object(kibibytes64), 'application/json'],
])('%s is accepted', async (_, body, type) => {
  expect((await send(body, type)).status).toBe(200)
})

test.each(['{', '{}{}', '[]', '"text"', 'null', '1', 'true', 'userId=mallory', "{'a':1}", '\0'])(
  '%j is refused because it is not a JSON object',
  async body => {
    const response = await send(bytes(body), 'application/json')
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual(failure(3, 'bodyMalformed', 'REST-b0dYm'))
  },
)

test.each([
  'application/xml',
  'multipart/form-data; boundary=x',
  'application/jsonp',
  'application/grpc',
  'nonsense',
])('the type %s is refused', async type => {
  const response = await send(bytes('{}'), type)
  expect(response.status).toBe(415)
  expect(await response.json()).toEqual(failure(3, 'contentTypeUnsupported', 'REST-c0nTy'))
})

test.each([
  ['its length is sent', () => object(kibibytes64 + 1)],
  ['it is chunked', () => new Blob([object(kibibytes64 + 1)]).stream()],
])('a body of 64 KiB and one byte is refused when %s, and the next call is accepted', async (_, body) => {
  const response = await send(body(), 'application/json')
  expect(response.status).toBe(413)
  expect(await response.json()).toEqual(failure(8, 'bodyTooLarge', 'REST-b0dSz'))
  expect((await send(bytes('{}'), 'application/json')).status).toBe(200)
})
