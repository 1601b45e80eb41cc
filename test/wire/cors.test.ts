import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPasslink, type Passlink } from '../passlink.ts'
import { encodings, restPath, rpcPath } from './encodings.ts'

let passlink: Passlink
let api: { port: number }
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  api = await passlink.startApi()
})
afterAll(() => passlink?.stop())

const origin = 'https://app.example'

/** The headers that browsers send and read in the supported encodings, and our own. */
const requestHeaders = [
  ...[
    'accept',
    'accept-language',
    'authorization',
    'content-type',
    'x-zitadel-orgid',
    'x-user-agent',
    'x-grpc-web',
  ],
  ...[
    'x-requested-with',
    'connect-protocol-version',
    'connect-timeout-ms',
    'grpc-timeout',
    'idempotency-key',
  ],
  ...['traceparent', 'tracestate', 'baggage', 'sentry-trace'],
]
const answerHeaders = [
  ...['location', 'content-length', 'grpc-status', 'grpc-message', 'grpc-status-details-bin'],
  ...['passlink-link-id', 'retry-after', 'x-request-id'],
]
const tokensOf = (header: string | null) => (header ?? '').toLowerCase().split(/\s*,\s*/)

describe.each([restPath, rpcPath, '/v1/links/x', '/nothing'])('for %s', path => {
  test('a browser may call from any origin, with all these headers', async () => {
    const response = await fetch(`http://127.0.0.1:${api.port}${path}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe(origin)
    expect(response.headers.get('access-control-allow-credentials')).toBe('true')
    expect(tokensOf(response.headers.get('access-control-allow-methods'))).toEqual(
      expect.arrayContaining(['options', 'get', 'head', 'post', 'put', 'patch', 'delete']),
    )
    expect(tokensOf(response.headers.get('access-control-allow-headers'))).toEqual(
      expect.arrayContaining(requestHeaders),
    )
    expect(Number(response.headers.get('access-control-max-age'))).toBeGreaterThan(0)
    expect(tokensOf(response.headers.get('vary'))).toContain('origin')
  })
})

test.each(encodings.filter(({ name }) => !name.startsWith('gRPC at') && name !== 'gRPC'))(
  'a page of another origin can read the answer in $name, also an error',
  async ({ ask }) => {
    for (const message of [undefined, Buffer.alloc(64 * 1024 + 1)]) {
      const { headers } = await ask(api, { headers: { origin }, ...(message ? { message } : {}) })
      expect(headers.get('access-control-allow-origin')).toBe(origin)
      expect(tokensOf(headers.get('access-control-expose-headers'))).toEqual(
        expect.arrayContaining(answerHeaders),
      )
    }
  },
)
