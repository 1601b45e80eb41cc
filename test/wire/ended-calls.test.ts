import { once } from 'node:events'
import { connect as connectHttp2, constants } from 'node:http2'
import { connect } from 'node:net'
import { catalogFor } from '@passlink/messages'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createLogLines } from '../log-lines.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { encodings, restPath, rpcPath } from './encodings.ts'
import { frame } from './frames.ts'
import { tokenFor } from './refusals.ts'

let passlink: Passlink
let api: { port: number }
let headers: Record<string, string>
let lines: string[]
beforeEach(async () => {
  const logged = createLogLines()
  lines = logged.lines
  passlink = await createPasslink('postgres', logged.log)
  api = await passlink.startApi()
  headers = await tokenFor(passlink, 'alice')
})
afterEach(() => passlink?.stop())

const links = () => passlink.database.sql`select id from links`

const passedDeadline = { 'grpc-timeout': '0m', 'connect-timeout-ms': '0' }

test.each(encodings.filter(({ name }) => name !== 'JSON'))(
  'a call in $name whose deadline has passed records nothing and is answered with this error',
  async ({ ask }) => {
    const message = catalogFor(['en']).errors.deadlineExceeded
    expect(await ask(api, { headers: { ...headers, ...passedDeadline } })).toMatchObject({
      code: 4,
      message: `${message} (CALL-d34dL)`,
      details: [{ id: 'CALL-d34dL', message }],
    })
    expect(await links()).toEqual([])
  },
)

/** Sends a call. Returns a function that disconnects, and resolves when the connection or stream is closed. */
const callers: Record<string, (requestId: string) => () => Promise<unknown>> = {
  JSON: requestId => post(restPath, requestId, 'application/json', '{}'),
  Connect: requestId => post(rpcPath, requestId, 'application/json', '{}'),
  'gRPC-Web': requestId => post(rpcPath, requestId, 'application/grpc-web', frame(Buffer.alloc(0))),
  'gRPC-Web, text': requestId =>
    post(rpcPath, requestId, 'application/grpc-web-text', frame(Buffer.alloc(0)).toString('base64')),
  gRPC(requestId) {
    const session = connectHttp2(`http://127.0.0.1:${api.port}`).on('error', () => {})
    const stream = session.request({
      ...{ ':method': 'POST', ':path': rpcPath, 'content-type': 'application/grpc' },
      ...{ ...headers, 'x-request-id': requestId },
    })
    stream.on('error', () => {}).end(frame(Buffer.alloc(0)))
    return async () => {
      stream.close(constants.NGHTTP2_CANCEL)
      await once(stream, 'close')
      session.close()
    }
  },
}

function post(path: string, requestId: string, type: string, body: string | Buffer) {
  const socket = connect(api.port, '127.0.0.1').on('error', () => {})
  const { authorization } = headers
  const head = [
    ...[`POST ${path} HTTP/1.1`, 'Host: a', `Authorization: ${authorization}`, `Content-Type: ${type}`],
    ...[`X-Request-Id: ${requestId}`, `Content-Length: ${body.length}`, '', ''],
  ]
  socket.write(head.join('\r\n'))
  socket.write(body)
  return () => once(socket.destroy(), 'close')
}

/** Makes the issuer delay its introspection answers until `release`; `requestCount` is the number of requests. */
function delayIntrospection() {
  const { issuer, environment } = passlink
  const pending: (() => void)[] = []
  let requestCount = 0
  Object.assign(environment, {
    AUTH_CLIENT_ID: 'passlink',
    AUTH_CLIENT_SECRET: 'secret',
    INTROSPECTION_CACHE: '1ms',
  })
  issuer.metadata.introspection_endpoint = `${issuer.url}/introspect`
  const claims = { active: true, sub: 'alice', aud: 'passlink', iss: issuer.url }
  issuer.answers['/introspect'] = (_request, response) => {
    requestCount += 1
    response.setHeader('content-type', 'application/json')
    pending.push(() => response.end(JSON.stringify(claims)))
  }
  return {
    requestCount: () => requestCount,
    release: () => {
      for (const answer of pending.splice(0)) answer()
    },
  }
}

const statusOf = (requestId: string) => {
  const ends = lines.map(line => JSON.parse(line)).filter(line => line.msg === 'call')
  return ends.find(line => line.requestId === requestId)?.status
}

test.each(Object.keys(callers))(
  'a call in %s that is disconnected while its token is checked is cancelled, and nothing is recorded',
  async encoding => {
    const tokens = delayIntrospection()
    api = await passlink.startApi()
    let tries = 0
    // The api may receive the answer about the token before it notices the disconnection.
    await eventually(async () => {
      tries += 1
      const requestId = `gone-${tries}`
      headers = { authorization: `Bearer opaque-${tries}` }
      const disconnect = callers[encoding]?.(requestId)
      await eventually(() => expect(tokens.requestCount()).toBe(tries))
      await disconnect?.()
      tokens.release()
      await eventually(() => expect(statusOf(requestId)).toBeDefined())
      expect(statusOf(requestId)).toBe('cancelled')
    })
    const recorded = await passlink.database
      .sql`select id from deliveries where request_id = ${`gone-${tries}`}`
    expect(recorded).toEqual([])
  },
)
