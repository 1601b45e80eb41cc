import { afterAll, beforeAll, expect, test } from 'vitest'
import { failure } from '../call.ts'
import { createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
let origin: string
let authorization: string
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  origin = `http://127.0.0.1:${(await passlink.startApi()).port}`
  authorization = `Bearer ${await passlink.issuer.token('alice')}`
})
afterAll(() => passlink?.stop())

const path = '/auth/v1/users/me/passwordless/_send_link'

test.each([
  ['GET', '/'],
  ['GET', '/auth/v1'],
  ['POST', '/auth/v1/users/me/passkeys/_send_link'],
  ['POST', `${path}/`],
  ['POST', `/${path}`],
  ['POST', `/management/v1${path}`],
  ['POST', '/auth/v1/users/alice/passwordless/_send_link'],
])('%s %s is not a route, even with a valid token', async (method, unknown) => {
  const response = await fetch(`${origin}${unknown}`, { method, headers: { authorization } })
  expect(response.status).toBe(404)
  expect(await response.json()).toEqual({ code: 5, message: 'Not Found' })
})

test.each(['GET', 'PUT', 'PATCH'])('%s is not a method of the call', async method => {
  const response = await fetch(`${origin}${path}`, { method, headers: { authorization } })
  expect(response.status).toBe(405)
  expect(response.headers.get('allow')).toContain('POST')
  expect(await response.json()).toEqual({ code: 12, message: 'Method Not Allowed' })
})

test('HEAD is not a method of the call', async () => {
  expect((await fetch(`${origin}${path}`, { method: 'HEAD', headers: { authorization } })).status).toBe(405)
})

test('an unsupported language is answered in English', async () => {
  const headers = { 'accept-language': 'tlh, *;q=0.1, ;;;, x' }
  const response = await fetch(`${origin}${path}`, { method: 'POST', headers })
  expect(await response.json()).toEqual(failure(16, 'authHeaderMissing'))
})
