import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { startOidc } from '../servers/oidc.ts'

let passlink: Passlink
beforeEach(async () => {
  passlink = await createPasslink('postgres')
})
afterEach(() => passlink?.stop())

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
  expect(second.requests).toEqual(['/.well-known/openid-configuration', '/jwks'])
  await second.stop()
})

test('concurrent first calls share one discovery and one fetch of the keys', async () => {
  const { issuer } = passlink
  const api = await passlink.startApi()
  const token = await issuer.token('alice')
  await Promise.all(Array.from({ length: 20 }, () => askForLink(api, token)))
  expect(issuer.requests).toEqual(['/.well-known/openid-configuration', '/jwks'])
})

test('a token that was accepted is refused as soon as it has expired', async () => {
  const api = await passlink.startApi()
  // Five seconds are tolerated, of which three are left.
  const token = await passlink.issuer.token('alice', { expiresInSeconds: -2 })
  for (let calls = 0; calls < 3; calls += 1) expect((await askForLink(api, token)).status).toBe(200)
  await eventually(async () => expect((await askForLink(api, token)).status).toBe(401))
})

test('a token that differs from an accepted one in its last character is refused', async () => {
  const api = await passlink.startApi()
  const token = await passlink.issuer.token('alice')
  expect((await askForLink(api, token)).status).toBe(200)
  const last = token.endsWith('A') ? 'Q' : 'A'
  expect((await askForLink(api, token.slice(0, -1) + last)).status).toBe(401)
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
