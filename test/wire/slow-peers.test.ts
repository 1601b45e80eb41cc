import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { startOnePort } from '@passlink/api'
import { afterAll, beforeAll, expect, test } from 'vitest'

const limits = { sniffMs: 300, headersMs: 300, requestMs: 600, idleMs: 300, streamsMax: 10, closeMs: 5_000 }

let port: number
let server: Awaited<ReturnType<typeof startOnePort>>
beforeAll(async () => {
  server = await startOnePort(
    (request, response) => {
      request.resume()
      request.once('end', () => (response as { end: (text: string) => void }).end('done'))
    },
    { host: '127.0.0.1', port: 0, limits },
  )
  port = server.port
})
afterAll(() => server?.close())

const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'

test.each([
  ['sends nothing', ''],
  ['sends half of a protocol preface', 'PRI * HT'],
  ['sends half a header', 'GET / HTTP/1.1\r\nHost: a\r\nX-'],
  ['sends half a body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc'],
  ['sends no second request', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['sends only the preface of HTTP/2', preface],
  ['begins HTTP/2 without a request', `${preface}\0\0\0\x04\0\0\0\0\0`],
])('a peer that %s is disconnected', async (_, bytes) => {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  socket.write(bytes, 'latin1')
  // This resolves only when the connection ends.
  await text(socket).catch(() => {})
})

test('a peer that trickles its body is disconnected', async () => {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n')
  const trickle = setInterval(() => socket.write('x'), 50)
  await text(socket).catch(() => {})
  clearInterval(trickle)
})

test('a stream of HTTP/2 that trickles its body is reset, and its connection continues', async () => {
  const session = connectHttp2(`http://127.0.0.1:${port}`)
  const slow = session.request({ ':method': 'POST', ':path': '/' }).on('error', () => {})
  const trickle = setInterval(() => slow.write('x'), 50)
  await once(slow, 'close')
  clearInterval(trickle)
  expect(slow.rstCode).toBe(8)
  const next = session.request({ ':method': 'GET', ':path': '/' })
  expect(await text(next)).toBe('done')
  session.close()
})

test('an idle connection of HTTP/2 is ended with GOAWAY', async () => {
  const session = connectHttp2(`http://127.0.0.1:${port}`)
  expect(await text(session.request({ ':method': 'GET', ':path': '/' }))).toBe('done')
  const [code] = await once(session, 'goaway')
  expect(code).toBe(0)
  await once(session, 'close')
})

test('a peer that never reads its answer does not delay shutdown', async () => {
  const huge = Buffer.alloc(20_000_000)
  const busy = await startOnePort(
    (_request, response) => {
      ;(response as { end: (body: Buffer) => void }).end(huge)
    },
    { host: '127.0.0.1', port: 0, limits: { ...limits, closeMs: 300 } },
  )
  const session = connectHttp2(`http://127.0.0.1:${busy.port}`).on('error', () => {})
  const stream = session.request({ ':method': 'GET', ':path': '/' }).on('error', () => {})
  await once(stream, 'response')
  const plain = connect(busy.port, '127.0.0.1').on('error', () => {})
  plain.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await once(plain, 'readable')
  await busy.close()
  session.destroy()
  plain.destroy()
})
