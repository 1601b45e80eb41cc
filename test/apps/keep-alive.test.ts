import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { defaultLimits, startOnePort } from '@passlink/api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
beforeAll(async () => {
  passlink = await createPasslink('postgres')
})
afterAll(() => passlink?.stop())

test.each(['Api', 'Worker', 'Redeem', 'Dashboard'] as const)(
  '%s keeps idle connections of HTTP/1.1 for longer than the 60 s of load balancers',
  async app => {
    const { port } = await passlink[`start${app}`]()
    const { headers } = await fetch(`http://127.0.0.1:${port}/healthz`)
    const [, seconds] = /^timeout=(\d+)$/.exec(headers.get('keep-alive') ?? '') ?? []
    expect(Number(seconds)).toBeGreaterThanOrEqual(65)
  },
)

test('the api keeps idle connections of HTTP/2 as long', () => {
  expect(defaultLimits.idleMs).toBeGreaterThanOrEqual(65_000)
})

test('an idle connection outlives the time limits of headers and requests, and answers its next request', async () => {
  const limits = { ...defaultLimits, headersMs: 50, requestMs: 100 }
  const server = await startOnePort((_request, response) => void response.end('done'), {
    host: '127.0.0.1',
    port: 0,
    limits,
  })
  const idle = connect(server.port, '127.0.0.1').setEncoding('utf8')
  const session = connectHttp2(`http://127.0.0.1:${server.port}`)
  const ask = async () => {
    idle.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    expect((await once(idle, 'data'))[0]).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*done$/)
    expect(await text(session.request({ ':path': '/' }))).toBe('done')
  }
  await ask()
  // Both were idle for longer than it takes to disconnect this one.
  const slow = connect(server.port, '127.0.0.1')
  slow.write('GET / HTTP/1.1\r\nHost: a\r\nX-')
  await text(slow)
  await ask()
  idle.destroy()
  session.close()
  await server.close()
})
