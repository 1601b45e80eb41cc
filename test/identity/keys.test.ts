import { generateKeyPair } from 'jose'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { startOidc } from '../servers/oidc.ts'

let passlink: Passlink
beforeEach(async () => {
  passlink = await createPasslink('postgres')
})
afterEach(() => passlink?.stop())

const keyRequests = () => passlink.issuer.requests.filter(path => path === '/jwks').length

test('after a certified provider changes its key, JWTs of the new key are accepted and those of the old refused', async () => {
  const first = await startOidc()
  passlink.environment.AUTH_ISSUER = first.url
  const api = await passlink.startApi()
  const old = await first.token('jwt', 'alice')
  expect((await askForLink(api, old)).status).toBe(200)
  await first.stop()

  const second = await startOidc(first.port)
  expect((await askForLink(api, await second.token('jwt', 'alice'))).status).toBe(200)
  expect((await askForLink(api, old)).status).toBe(401)
  expect(second.requests).toEqual(['/jwks'])
  await second.stop()
})

test('unknown key ids cause one new fetch of the keys within the cool-down', async () => {
  const { issuer } = passlink
  const api = await passlink.startApi()
  expect((await askForLink(api, await issuer.token('alice'))).status).toBe(200)
  expect(keyRequests()).toBe(1)
  const { privateKey } = await generateKeyPair('ES256')
  const forged = (kid: string) => issuer.token('alice', { signedBy: privateKey, header: { kid } })
  const calls = ['a', 'b', 'c'].map(async kid => (await askForLink(api, await forged(kid))).status)
  expect(await Promise.all(calls)).toEqual([401, 401, 401])
  expect((await askForLink(api, await forged('d'))).status).toBe(401)
  expect(keyRequests()).toBe(2)
})

test('concurrent first calls share one discovery and one fetch of the keys', async () => {
  const { issuer } = passlink
  const api = await passlink.startApi()
  const token = await issuer.token('alice')
  await Promise.all(Array.from({ length: 20 }, () => askForLink(api, token)))
  expect(issuer.requests).toEqual(['/.well-known/openid-configuration', '/jwks'])
})

test('an issuer whose name ends with a slash may be configured with or without it', async () => {
  const { issuer, environment } = passlink
  issuer.metadata.issuer = `${issuer.url}/`
  const token = await issuer.token('alice', { claims: { iss: `${issuer.url}/` } })
  for (const name of [issuer.url, `${issuer.url}/`]) {
    environment.AUTH_ISSUER = name
    expect((await askForLink(await passlink.startApi(), token)).status).toBe(200)
  }
})
