import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPasslink, type Passlink } from '../passlink.ts'
import { restPath, rpcPath } from './encodings.ts'
import { frame } from './frames.ts'
import { postOverHttp2 } from './raw-http2.ts'
import { tokenFor } from './refusals.ts'

let passlink: Passlink
let api: { port: number }
let authorization: string
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  api = await passlink.startApi()
  authorization = (await tokenFor(passlink, 'alice')).authorization
})
afterAll(() => passlink?.stop())

const grpc = () => ({
  path: rpcPath,
  headers: { authorization, 'content-type': 'application/grpc', te: 'trailers' },
  body: frame(Buffer.alloc(0)),
})

test('JSON is answered alike over HTTP/1.1 and HTTP/2', async () => {
  const over1 = await fetch(`http://127.0.0.1:${api.port}${restPath}`, {
    method: 'POST',
    headers: { authorization },
  })
  const over2 = await postOverHttp2(api, { path: restPath, headers: { authorization } })
  expect(over1.status).toBe(200)
  expect(over2.headers[':status']).toBe(200)
  expect(Object.keys(JSON.parse(over2.body.toString()).details)).toEqual(
    Object.keys((await over1.json()).details),
  )
  for (const name of ['content-type', 'cache-control', 'content-security-policy', 'x-content-type-options'])
    expect(over2.headers[name]).toBe(over1.headers.get(name))
})

test.each([
  [
    'HTTP/1.1',
    () =>
      Buffer.from(
        `POST ${restPath} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: ${authorization}\r\n\r\n`,
      ),
  ],
  [
    'HTTP/1.1 with a method that begins like the preface of HTTP/2',
    () => Buffer.from('PRI / HTTP/1.1\r\nHost: a\r\n\r\n'),
  ],
])('%s is recognized byte by byte', async (_, bytes) => {
  const socket = connect(api.port, '127.0.0.1').setNoDelay()
  const answer = text(socket)
  for (const byte of bytes()) {
    socket.write(Uint8Array.of(byte))
    await new Promise(setImmediate)
  }
  expect(await answer).toMatch(bytes().includes(authorization) ? /^HTTP\/1\.1 200 / : /^HTTP\/1\.1 400 /)
})

test('a request to upgrade to HTTP/2 is answered in HTTP/1.1', async () => {
  const socket = connect(api.port, '127.0.0.1')
  socket.write(
    `GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n`,
  )
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /)
})

test('a hundred gRPC calls at once on one connection are all answered', async () => {
  const session = connectHttp2(`http://127.0.0.1:${api.port}`)
  const answers = await Promise.all(Array.from({ length: 100 }, () => postOverHttp2(api, grpc(), session)))
  session.close()
  expect(answers.map(({ trailers }) => trailers['grpc-status'])).toEqual(Array(100).fill('0'))
})

test('more concurrent calls than a connection allows streams are all answered', async () => {
  const session = connectHttp2(`http://127.0.0.1:${api.port}`)
  await once(session, 'remoteSettings')
  expect(session.remoteSettings.maxConcurrentStreams).toBe(100)
  const answers = await Promise.all(Array.from({ length: 400 }, () => postOverHttp2(api, grpc(), session)))
  session.close()
  expect(answers.filter(({ trailers }) => trailers['grpc-status'] === '0')).toHaveLength(400)
})

test.each([
  '\0',
  '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnonsense',
  'EHLO a\r\n\r\n',
])('a peer that begins with %j is disconnected, and others are served', async bytes => {
  const socket = connect(api.port, '127.0.0.1').on('error', () => {})
  socket.end(Buffer.from(bytes, 'latin1'))
  socket.resume()
  await once(socket, 'close')
  expect((await postOverHttp2(api, grpc())).trailers['grpc-status']).toBe('0')
})
