import { Code, ConnectError, createClient, type Transport } from '@connectrpc/connect'
import {
  compressionGzip,
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from '@connectrpc/connect-node'
import {
  createConnectTransport as createWebConnect,
  createGrpcWebTransport as createWebGrpcWeb,
} from '@connectrpc/connect-web'
import { AuthService, ErrorDetailSchema, Health, HealthCheckResponse_ServingStatus } from '@passlink/proto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { tokenFor } from './refusals.ts'

let passlink: Passlink
let baseUrl: string
let headers: Record<string, string>
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  baseUrl = `http://127.0.0.1:${(await passlink.startApi()).port}`
  headers = await tokenFor(passlink, 'alice')
})
afterAll(() => passlink?.stop())

const gzip = { acceptCompression: [compressionGzip], sendCompression: compressionGzip, compressMinBytes: 0 }

const transports: Record<string, () => Transport> = {
  'gRPC over HTTP/2': () => createGrpcTransport({ baseUrl }),
  'gRPC over HTTP/2, gzipped': () => createGrpcTransport({ baseUrl, ...gzip }),
  'gRPC over HTTP/2, JSON': () => createGrpcTransport({ baseUrl, useBinaryFormat: false }),
  'gRPC-Web over HTTP/1.1': () => createGrpcWebTransport({ baseUrl, httpVersion: '1.1' }),
  'gRPC-Web over HTTP/2': () => createGrpcWebTransport({ baseUrl, httpVersion: '2' }),
  'gRPC-Web, gzipped': () => createGrpcWebTransport({ baseUrl, httpVersion: '1.1', ...gzip }),
  'gRPC-Web, JSON': () => createGrpcWebTransport({ baseUrl, httpVersion: '1.1', useBinaryFormat: false }),
  'gRPC-Web of browsers': () => createWebGrpcWeb({ baseUrl }),
  'Connect over HTTP/1.1': () => createConnectTransport({ baseUrl, httpVersion: '1.1' }),
  'Connect over HTTP/2': () => createConnectTransport({ baseUrl, httpVersion: '2' }),
  'Connect, gzipped': () => createConnectTransport({ baseUrl, httpVersion: '1.1', ...gzip }),
  'Connect, binary': () => createConnectTransport({ baseUrl, httpVersion: '1.1', useBinaryFormat: true }),
  'Connect of browsers': () => createWebConnect({ baseUrl }),
}

describe.each(Object.entries(transports))('%s', (_, open) => {
  test('the call is answered', async () => {
    const client = createClient(AuthService, open())
    let linkId: string | null = null
    const onHeader = (got: Headers) => {
      linkId = got.get('passlink-link-id')
    }
    const answer = await client.sendMyPasswordlessLink({}, { headers, timeoutMs: 10_000, onHeader })
    expect(answer.details?.resourceOwner).toBe('acme')
    expect(answer.details?.sequence).toBeGreaterThan(0n)
    expect(linkId).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('an error has its code, its message and its detail', async () => {
    const client = createClient(AuthService, open())
    const refused = client.sendMyPasswordlessLink({}, { headers: { authorization: 'Bearer x' } })
    const error = ConnectError.from(await refused.catch(error => error))
    expect(error.code).toBe(Code.Unauthenticated)
    expect(error.rawMessage).toMatch(/\(AUTH-7fs1e\)$/)
    expect(error.findDetails(ErrorDetailSchema)).toMatchObject([{ id: 'AUTH-7fs1e' }])
  })

  test('health is answered', async () => {
    await eventually(async () =>
      expect((await createClient(Health, open()).check({})).status).toBe(
        HealthCheckResponse_ServingStatus.SERVING,
      ),
    )
  })

  test('health can be watched', async () => {
    const watching = createClient(Health, open()).watch({}, { signal: AbortSignal.timeout(10_000) })
    for await (const { status } of watching) {
      expect(status).toBe(HealthCheckResponse_ServingStatus.SERVING)
      break
    }
  })
})
