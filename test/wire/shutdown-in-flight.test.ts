import { connect } from 'node:net'
import { createClient } from '@connectrpc/connect'
import { createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node'
import { Health } from '@passlink/proto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
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

/** Makes whoever brings an opaque token wait until `release`; `asking` is how many do. */
function holdTokens({ issuer, environment }: Passlink) {
  const held: (() => void)[] = []
  Object.assign(environment, { AUTH_CLIENT_ID: 'passlink', AUTH_CLIENT_SECRET: 'secret' })
  issuer.metadata.introspection_endpoint = `${issuer.url}/introspect`
  const claims = { active: true, sub: 'alice', aud: 'passlink', iss: issuer.url }
  issuer.answers['/introspect'] = (_request, response) => {
    response.setHeader('content-type', 'application/json')
    held.push(() => response.end(JSON.stringify(claims)))
  }
  return { asking: () => held.length, release: () => held.forEach(release => void release()) }
}

test('calls in flight are answered in every encoding while new connections are refused', async () => {
  const { asking, release } = holdTokens(passlink)
  const api = await passlink.startApi()
  const asked = encodings.map(({ ask }, index) =>
    ask(api, { headers: { authorization: `Bearer opaque-${index}` } }),
  )
  await eventually(() => expect(asking()).toBe(encodings.length))
  const stopped = api.stop()
  await eventually(() => refusesConnections(api.port))
  release()
  expect((await Promise.all(asked)).map(({ code }) => code)).toEqual(encodings.map(() => 0))
  await stopped
})

test.each([
  ['gRPC', createGrpcTransport],
  ['gRPC-Web', (options: { baseUrl: string }) => createGrpcWebTransport({ ...options, httpVersion: '1.1' })],
])('those who watch health over %s are told the end, and hold nothing up', async (_, open) => {
  const api = await passlink.startApi()
  const client = createClient(Health, open({ baseUrl: `http://127.0.0.1:${api.port}` }))
  const told: number[] = []
  let stopped: Promise<void> | undefined
  for await (const { status } of client.watch({})) {
    told.push(status)
    stopped ??= api.stop()
  }
  await stopped
  expect(told).toEqual([1])
})
