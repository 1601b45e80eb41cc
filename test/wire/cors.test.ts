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

/** The headers that the wire's browsers send and read (research, section 2), and ours. */
const sent = [
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
]
const read = [
  ...['location', 'content-length', 'grpc-status', 'grpc-message', 'grpc-status-details-bin'],
  ...['passlink-link-id', 'retry-after', 'x-request-id'],
]
const words = (header: string | null) => (header ?? '').toLowerCase().split(/\s*,\s*/)

describe.each([restPath, rpcPath, '/v1/links/x', '/nothing'])('for %s', path => {
  test('a browser may ask from any origin, with all headers of the wire', async () => {
    const response = await fetch(`http://127.0.0.1:${api.port}${path}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe(origin)
    expect(response.headers.get('access-control-allow-credentials')).toBe('true')
    expect(words(response.headers.get('access-control-allow-methods'))).toEqual(
      expect.arrayContaining(['options', 'get', 'head', 'post', 'put', 'patch', 'delete']),
    )
    expect(words(response.headers.get('access-control-allow-headers'))).toEqual(expect.arrayContaining(sent))
    expect(Number(response.headers.get('access-control-max-age'))).toBeGreaterThan(0)
    expect(words(response.headers.get('vary'))).toContain('origin')
  })
})

test.each(encodings.filter(({ name }) => !name.startsWith('gRPC at') && name !== 'gRPC'))(
  'a page of another origin can read what it is told in $name, refusals too',
  async ({ ask }) => {
    for (const message of [undefined, Buffer.alloc(64 * 1024 + 1)]) {
      const { headers } = await ask(api, { headers: { origin }, ...(message ? { message } : {}) })
      expect(headers.get('access-control-allow-origin')).toBe(origin)
      expect(words(headers.get('access-control-expose-headers'))).toEqual(expect.arrayContaining(read))
    }
  },
)
