import { exportSPKI, generateKeyPair } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { failure, post } from '../call.ts'
import { createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
let api: { port: number }
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  api = await passlink.startApi()
})
afterAll(() => passlink?.stop())

const call = (authorization: string) => post(api, { headers: { authorization } })
const now = () => Math.floor(Date.now() / 1_000)
const unsigned = (payload: object) =>
  [{ alg: 'none', kid: 'test' }, payload]
    .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')

test('a token of the issuer for this audience is accepted, even with further audiences', async () => {
  const { issuer } = passlink
  expect((await call(`Bearer ${await issuer.token('alice')}`)).status).toBe(200)
  const several = await issuer.token('alice', { claims: { aud: ['other', 'passlink'] } })
  expect((await call(`Bearer ${several}`)).status).toBe(200)
})

test('a call without a token is answered 401 with this message and only the challenge', async () => {
  const response = await post(api)
  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toBe('Bearer')
  expect(await response.json()).toEqual({ code: 16, message: 'auth header missing' })
})

test.each([
  'bearer TOKEN',
  'Bearer',
  'BearerTOKEN',
  'Bearer  TOKEN',
  'Bearer TOKEN x',
  'Bearer\tTOKEN',
  'Basic TOKEN',
  'TOKEN',
])('an authorization header of the form "%s" is refused even with a valid token', async form => {
  const response = await call(form.replace('TOKEN', await passlink.issuer.token('alice')))
  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
  expect(await response.json()).toEqual(failure(16, 'authHeaderInvalid', 'AUTH-toLo1'))
})

const bad: Record<string, (passlink: Passlink) => Promise<string> | string> = {
  'is not a JWT': () => 'garbage',
  'has parts that are not base64': () => 'a%.b%.c%',
  'has a payload that is not JSON': () => 'eyJhbGciOiJFUzI1NiIsImtpZCI6InRlc3QifQ.bm8.bm8',
  'has expired': ({ issuer }) => issuer.token('alice', { expiresInSeconds: -60 }),
  'never expires': ({ issuer }) => issuer.token('alice', { claims: { exp: undefined } }),
  'is not valid yet': ({ issuer }) => issuer.token('alice', { claims: { nbf: now() + 60 } }),
  'is for another audience': ({ issuer }) => issuer.token('alice', { claims: { aud: 'other' } }),
  'is for no audience': ({ issuer }) => issuer.token('alice', { claims: { aud: undefined } }),
  'names another issuer': ({ issuer }) => issuer.token('alice', { claims: { iss: 'https://other.example' } }),
  'names no person': ({ issuer }) => issuer.token('alice', { claims: { sub: undefined } }),
  'names an empty person': ({ issuer }) => issuer.token(''),
  'names its person with a value that is not a string': ({ issuer }) =>
    issuer.token('', { claims: { sub: ['alice'] } }),
  "names a known person's id followed by a NUL": ({ issuer }) => issuer.token('alice\0'),
  'names an unknown person': ({ issuer }) => issuer.token('mallory'),
  'is not signed': ({ issuer }) =>
    `${unsigned({ iss: issuer.url, aud: 'passlink', sub: 'alice', exp: now() + 60 })}.`,
  'is signed with the public key as a shared secret': async ({ issuer }) => {
    const secret = new TextEncoder().encode(await exportSPKI(issuer.publicKey))
    return issuer.token('alice', { signedBy: secret, header: { alg: 'HS256' } })
  },
  "is signed with another key under the id of the issuer's key": async ({ issuer }) =>
    issuer.token('alice', { signedBy: (await generateKeyPair('ES256')).privateKey }),
  'is signed with a key the issuer does not have': async ({ issuer }) =>
    issuer.token('alice', {
      signedBy: (await generateKeyPair('ES256')).privateKey,
      header: { kid: 'other' },
    }),
  "is signed with an algorithm that is not the key's": async ({ issuer }) =>
    issuer.token('alice', {
      signedBy: (await generateKeyPair('RS256')).privateKey,
      header: { alg: 'RS256' },
    }),
  'was changed after it was signed': async ({ issuer }) => {
    const [header, , signature] = (await issuer.token('alice', { expiresInSeconds: -60 })).split('.')
    const [, payload] = (await issuer.token('alice')).split('.')
    return [header, payload, signature].join('.')
  },
}

test.each(Object.entries(bad))(
  'a token that %s is refused with the same answer as every other invalid token',
  async (_, make) => {
    const before = await passlink.database.sql`select count(*) from events`
    const response = await call(`Bearer ${await make(passlink)}`)
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
    expect(await response.json()).toEqual(failure(16, 'tokenInvalid', 'AUTH-7fs1e'))
    expect(await passlink.database.sql`select count(*) from events`).toEqual(before)
  },
)
