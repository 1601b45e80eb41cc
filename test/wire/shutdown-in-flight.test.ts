import { connect } from 'node:net'
import { createClient } from '@connectrpc/connect'
import { createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node'
import { Health } from '@passlink/proto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { readinessOf } from '../metrics-of.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { encodings } from './encodings.ts'

let passlink: Passlink
beforeEach(async () => {
  passlink = await createPasslink('postgres')
})
afterEach(() => passlink?.stop())

async function refusesConnections(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('error', () => resolve())
    socket.once('connect', () => {
      socket.destroy()
      reject(new Error('connected'))
    })
  })
}

/** Makes calls with an opaque token wait until `release`; `pendingCount` is the number that wait. */
function delayIntrospection({ issuer, environment }: Passlink) {
  const pending: (() => void)[] = []
  Object.assign(environment, { AUTH_CLIENT_ID: 'passlink', AUTH_CLIENT_SECRET: 'secret' })
  issuer.metadata.introspection_endpoint = `${issuer.url}/introspect`
  const claims = { active: true, sub: 'alice', aud: 'passlink', iss: issuer.url }
  issuer.answers['/introspect'] = (_request, response) => {
    response.setHeader('content-type', 'application/json')
    pending.push(() => response.end(JSON.stringify(claims)))
  }
  return { pendingCount: () => pending.length, release: () => pending.forEach(release => void release()) }
}

test('calls in flight are answered in every encoding while new connections are refused', async () => {
  const { pendingCount, release } = delayIntrospection(passlink)
  const api = await passlink.startApi()
  const calls = encodings.map(({ ask }, index) =>
    ask(api, { headers: { authorization: `Bearer opaque-${index}` } }),
  )
  await eventually(() => expect(pendingCount()).toBe(encodings.length))
  const stopped = api.stop()
  await eventually(() => refusesConnections(api.port))
  release()
  expect((await Promise.all(calls)).map(({ code }) => code)).toEqual(encodings.map(() => 0))
  await stopped
})

test.each([
  ['gRPC', createGrpcTransport],
  ['gRPC-Web', (options: { baseUrl: string }) => createGrpcWebTransport({ ...options, httpVersion: '1.1' })],
])('a health watch over %s ends on shutdown and does not delay it', async (_, open) => {
  const api = await passlink.startApi()
  await eventually(async () => expect((await readinessOf(api)).status).toBe(200))
  const client = createClient(Health, open({ baseUrl: `http://127.0.0.1:${api.port}` }))
  const result: number[] = []
  let stopped: Promise<void> | undefined
  for await (const { status } of client.watch({})) {
    result.push(status)
    stopped ??= api.stop()
  }
  await stopped
  expect(result).toEqual([1])
})
