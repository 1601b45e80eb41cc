import { afterAll, beforeAll, expect, test } from 'vitest'
import { bytes, post } from '../call.ts'
import { createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
let api: { port: number }
let authorization: string
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  api = await passlink.startApi()
  authorization = `Bearer ${await passlink.issuer.token('alice')}`
})
afterAll(() => passlink?.stop())

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const calls: Record<number, () => Promise<Response>> = {
  200: () => post(api, { headers: { authorization } }),
  400: () => post(api, { headers: { authorization }, body: bytes('[]') }),
  401: () => post(api),
  404: () => post(api, { path: '/nothing' }),
  405: () => post(api, { method: 'PUT' }),
  413: () => post(api, { body: bytes('x'.repeat(64 * 1024 + 1)) }),
}

test.each(Object.entries(calls))(
  'an answer of %s is JSON, not cacheable, not shown in frames, and has a request id',
  async (status, call) => {
    const { headers, status: answered } = await call()
    expect(answered).toBe(Number(status))
    expect(headers.get('content-type')).toMatch(/^application\/json/)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('x-request-id')).toMatch(uuid)
  },
)

test("the caller's request id is echoed and recorded", async () => {
  const response = await post(api, { headers: { authorization, 'x-request-id': 'caller-1=a_b' } })
  expect(response.headers.get('x-request-id')).toBe('caller-1=a_b')
  const recorded = await passlink.database.sql`select id from deliveries where request_id = 'caller-1=a_b'`
  expect(recorded).toHaveLength(1)
})

test.each(['a b', '<script>', "';drop table links;--", '{jndi:ldap://x}', 'é', '{"a":1}', 'x'.repeat(256)])(
  'the request id %j is replaced by one of our own',
  async hostile => {
    const response = await post(api, { headers: { authorization, 'x-request-id': hostile } })
    expect(response.status).toBe(200)
    expect(response.headers.get('x-request-id')).toMatch(uuid)
  },
)
