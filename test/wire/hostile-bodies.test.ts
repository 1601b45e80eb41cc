import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPasslink, type Passlink } from '../passlink.ts'
import { encodings, restPath, rpcPath } from './encodings.ts'
import { frame } from './frames.ts'
import { postOverHttp2 } from './raw-http2.ts'
import { tokenFor } from './refusals.ts'

let passlink: Passlink
let api: { port: number }
let headers: Record<string, string>
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  api = await passlink.startApi()
  headers = await tokenFor(passlink, 'alice')
})
afterAll(() => passlink?.stop())

async function expectCallsAnswered() {
  for (const { ask } of encodings) expect((await ask(api, { headers })).code).toBe(0)
}

/** Random bytes, and almost valid ones: frames with a wrong length, wrong flags or wrong content. */
const hostileBody = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.string({ maxLength: 300 }).map(string => new TextEncoder().encode(string)),
  fc.json({ maxDepth: 3 }).map(json => new TextEncoder().encode(json)),
  fc.tuple(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 0, max: 255 })).map(([m, f]) => frame(m, f)),
  fc.tuple(fc.uint8Array({ maxLength: 60 }), fc.nat(64)).map(([m, cut]) => frame(m).subarray(0, cut)),
  fc
    .array(fc.uint8Array({ maxLength: 20 }), { maxLength: 4 })
    .map(all => Buffer.concat(all.map(m => frame(m)))),
  fc.integer({ min: 0, max: 0xffffffff }).map(length => {
    const head = Buffer.alloc(5)
    head.writeUInt32BE(length, 1)
    return head
  }),
)

const types: Record<string, string> = {
  JSON: 'application/json',
  Connect: 'application/json',
  'Connect, binary': 'application/proto',
  'Connect, streaming': 'application/connect+proto',
  'gRPC-Web': 'application/grpc-web+proto',
  'gRPC-Web, JSON': 'application/grpc-web+json',
  'gRPC-Web, text': 'application/grpc-web-text',
}
const secrets = /node_modules|\.ts:|\bat \w+ \(|postgres|TypeError|ECONN/

const runs = { numRuns: 300, endOnFailure: true }

describe('an invalid body gets an answer without internal details', () => {
  test.each(Object.entries(types))(
    'in %s',
    async (encoding, type) => {
      const path = encoding === 'JSON' ? restPath : rpcPath
      await fc.assert(
        fc.asyncProperty(hostileBody, fc.constantFrom('', 'gzip', 'br', 'x'), async (body, compression) => {
          const more: Record<string, string> = compression
            ? { 'content-encoding': compression, 'grpc-encoding': compression }
            : {}
          const response = await fetch(`http://127.0.0.1:${api.port}${path}`, {
            method: 'POST',
            headers: { ...headers, ...more, 'content-type': type },
            body: Uint8Array.from(body),
          })
          expect([200, 400, 413, 415, 429, 501]).toContain(response.status)
          expect(await response.text()).not.toMatch(secrets)
        }),
        runs,
      )
      await expectCallsAnswered()
    },
    120_000,
  )

  test.each(['application/grpc', 'application/grpc+json'])(
    'in %s',
    async type => {
      const session = connectHttp2(`http://127.0.0.1:${api.port}`)
      await fc.assert(
        fc.asyncProperty(hostileBody, fc.constantFrom('', 'gzip', 'x'), async (body, compression) => {
          const more: Record<string, string> = compression ? { 'grpc-encoding': compression } : {}
          const request = { path: rpcPath, headers: { ...headers, ...more, 'content-type': type }, body }
          const { trailers, headers: got } = await postOverHttp2(api, request, session)
          const result = { ...got, ...trailers }
          expect(['0', '3', '8', '12']).toContain(result['grpc-status'])
          expect(String(result['grpc-message'])).not.toMatch(secrets)
        }),
        runs,
      )
      session.destroy()
      await expectCallsAnswered()
    },
    120_000,
  )
})

test('after truncated bodies calls are answered', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.values(types)), hostileBody, async (type, body) => {
      const socket = connect(api.port, '127.0.0.1').on('error', () => {})
      const head = `POST ${rpcPath} HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\nAuthorization: ${headers.authorization}\r\n`
      socket.write(`${head}Content-Length: ${body.byteLength + 10}\r\n\r\n`)
      socket.end(body)
      await text(socket).catch(() => {})
    }),
    { numRuns: 200 },
  )
  await expectCallsAnswered()
}, 120_000)

test('after bytes that are not HTTP calls are answered', async () => {
  const beginnings = fc.constantFrom(
    '',
    'POST / HTTP/1.1\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'PRI * H',
    'GET ',
  )
  await fc.assert(
    fc.asyncProperty(beginnings, fc.uint8Array({ maxLength: 200 }), async (beginning, bytes) => {
      const socket = connect(api.port, '127.0.0.1').on('error', () => {})
      // After some invalid frames Node says GOAWAY and leaves the connection open until its idle limit.
      socket.setTimeout(200, () => socket.destroy())
      let answer = ''
      socket.on('data', chunk => {
        answer += chunk
      })
      socket.write(beginning)
      socket.end(bytes)
      await once(socket, 'close')
      expect(answer).not.toMatch(secrets)
    }),
    { numRuns: 300 },
  )
  await expectCallsAnswered()
}, 120_000)

test('a small body that decompresses to a huge one is too large', async () => {
  const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024))
  const packed = { ...headers, 'content-type': 'application/grpc', 'grpc-encoding': 'gzip' }
  const result = await postOverHttp2(api, {
    path: rpcPath,
    headers: packed,
    body: frame(bomb.subarray(0), 1),
  })
  expect({ ...result.headers, ...result.trailers }['grpc-status']).toBe('8')
  const small = { ...headers, 'content-type': 'application/proto', 'content-encoding': 'gzip' }
  const response = await fetch(`http://127.0.0.1:${api.port}${rpcPath}`, {
    method: 'POST',
    headers: small,
    body: Uint8Array.from(gzipSync(Buffer.alloc(10 * 1024 * 1024))),
  })
  expect((await response.json()).code).toBe('resource_exhausted')
})
