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

test.each<[string, (issuer: Passlink['issuer']) => Promise<string>]>([
  ['of the type of access tokens', issuer => issuer.token('alice', { header: { typ: 'at+jwt' } })],
  [
    'of that type as a media type, with a nonce',
    issuer =>
      issuer.token('alice', { header: { typ: 'application/at+jwt' }, claims: { nonce: 'n-0S6_WzA2Mj' } }),
  ],
  ['of the type JWT', issuer => issuer.token('alice', { header: { typ: 'JWT' } })],
  ['that says it is an access token', issuer => issuer.token('alice', { claims: { typ: 'Bearer' } })],
])('a token %s is accepted', async (_, make) => {
  expect((await call(`Bearer ${await make(passlink.issuer)}`)).status).toBe(200)
})

test('a call without a token is answered 401 with this message and only the challenge', async () => {
  const response = await post(api)
  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toBe('Bearer')
  expect(await response.json()).toEqual({ code: 16, message: 'auth header missing' })
})

test.each(['bearer', 'BEARER'])('the name of the scheme may be written %s', async scheme => {
  expect((await call(`${scheme} ${await passlink.issuer.token('alice')}`)).status).toBe(200)
})

test.each([
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
  'is an ID token, with a nonce': ({ issuer }) =>
    issuer.token('alice', { claims: { nonce: 'n-0S6_WzA2Mj' } }),
  'is an ID token, with the hash of an access token': ({ issuer }) =>
    issuer.token('alice', { claims: { at_hash: '77QmUPtjPfzWtF2AnpK9RQ' } }),
  'is an ID token, with the hash of a code': ({ issuer }) =>
    issuer.token('alice', { claims: { c_hash: 'LDktKdoQak3Pk0cnXxCltA' } }),
  'is an ID token of Keycloak': ({ issuer }) => issuer.token('alice', { claims: { typ: 'ID' } }),
  'is a refresh token of Keycloak': ({ issuer }) => issuer.token('alice', { claims: { typ: 'Refresh' } }),
  'is an ID token of Cognito': ({ issuer }) => issuer.token('alice', { claims: { token_use: 'id' } }),
  'is a logout token': ({ issuer }) => issuer.token('alice', { header: { typ: 'logout+jwt' } }),
  'is a logout token of no type': ({ issuer }) =>
    issuer.token('alice', {
      claims: { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } },
    }),
  'is a proof of DPoP': ({ issuer }) => issuer.token('alice', { header: { typ: 'dpop+jwt' } }),
  'is bound to a key of its client': ({ issuer }) =>
    issuer.token('alice', {
      header: { typ: 'at+jwt' },
      claims: { cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } },
    }),
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
