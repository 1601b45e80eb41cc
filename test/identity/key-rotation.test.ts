import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { failure } from '../call.ts'
import { eventually } from '../eventually.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
beforeEach(async () => {
  passlink = await createPasslink('postgres')
})
afterEach(() => passlink?.stop())

const discovery = '/.well-known/openid-configuration'
const requestsOf = (path: string) => passlink.issuer.requests.filter(each => each === path).length
const keyRequests = () => requestsOf('/jwks')

async function newKey(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }
  return { jwk, token: () => passlink.issuer.token('alice', { signedBy: privateKey, header: { kid } }) }
}

function publish(path: string, ...keys: JWK[]) {
  passlink.issuer.answers[path] = (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }))
}

/** An API that has asked the issuer for the sake of an unknown key a moment ago, as under a flood of them. */
async function startFlooded() {
  const api = await passlink.startApi()
  const forged = async () => (await newKey(crypto.randomUUID())).token()
  expect((await askForLink(api, await forged())).status).toBe(401)
  return { api, forged, floodedAt: performance.now() }
}

test('the unknown keys of many tokens are looked for together, and then once in 5 s', async () => {
  const api = await passlink.startApi()
  expect((await askForLink(api, await passlink.issuer.token('alice'))).status).toBe(200)
  expect(keyRequests()).toBe(1)
  const forged = await Promise.all(['a', 'b', 'c', 'd'].map(newKey))
  const [first, ...others] = await Promise.all(forged.map(({ token }) => token()))
  const startedAt = performance.now()
  const statuses = await Promise.all(
    [first, first, first].map(async token => (await askForLink(api, token as string)).status),
  )
  expect(statuses).toEqual([401, 401, 401])
  for (let round = 0; round < 20; round += 1) await Promise.all(others.map(token => askForLink(api, token)))
  const periods = Math.floor((performance.now() - startedAt) / 5_000)
  expect(keyRequests()).toBeLessThanOrEqual(2 + periods)
  expect(requestsOf(discovery)).toBe(keyRequests())
})

test('a token whose key may be new is answered 503 with the time after which it is accepted', async () => {
  const { api, forged } = await startFlooded()
  const added = await newKey('added')
  publish('/jwks', added.jwk)
  const token = await added.token()
  const refused = await askForLink(api, token)
  expect(refused.status).toBe(503)
  expect(await refused.json()).toEqual(failure(14, 'unavailable', 'AUTH-k3yUn'))
  const seconds = Number(refused.headers.get('retry-after'))
  expect(seconds).toBeGreaterThanOrEqual(1)
  expect(seconds).toBeLessThanOrEqual(5)
  // The flood goes on.
  await eventually(async () => {
    await askForLink(api, await forged())
    expect((await askForLink(api, token)).status).toBe(200)
  })
  expect(keyRequests()).toBe(3)
})

test('a key that the issuer was asked for in vain, or has withdrawn, is no new one: its tokens are refused', async () => {
  const api = await passlink.startApi()
  const withdrawn = await passlink.issuer.token('alice')
  expect((await askForLink(api, withdrawn)).status).toBe(200)
  const [added, unknown] = [await newKey('added'), await (await newKey('unknown')).token()]
  publish('/jwks', added.jwk)
  expect((await askForLink(api, unknown)).status).toBe(401)
  for (const token of [unknown, withdrawn]) expect((await askForLink(api, token)).status).toBe(401)
  expect((await askForLink(api, await added.token())).status).toBe(200)
  expect(keyRequests()).toBe(2)
})

test('a token that says itself that another issuer made it is refused without looking for its key', async () => {
  const api = await passlink.startApi()
  expect((await askForLink(api, await passlink.issuer.token('alice'))).status).toBe(200)
  const { privateKey } = await generateKeyPair('ES256')
  for (const iss of ['https://other.example', undefined]) {
    const options = { signedBy: privateKey, header: { kid: 'other' }, claims: { iss } }
    expect((await askForLink(api, await passlink.issuer.token('alice', options))).status).toBe(401)
  }
  expect(keyRequests()).toBe(1)
})

test('a jwks_uri that has moved is followed without a restart, even if the old one still answers', async () => {
  const { issuer } = passlink
  const api = await passlink.startApi()
  const old = await issuer.token('alice')
  expect((await askForLink(api, old)).status).toBe(200)
  issuer.metadata.jwks_uri = `${issuer.url}/moved`
  const added = await newKey('added')
  publish('/moved', added.jwk)
  expect((await askForLink(api, await added.token())).status).toBe(200)
  expect((await askForLink(api, old)).status).toBe(401)
})

test('new keys are found while the issuer cannot give its metadata', async () => {
  const { issuer } = passlink
  const api = await passlink.startApi()
  expect((await askForLink(api, await issuer.token('alice'))).status).toBe(200)
  issuer.answers[discovery] = (_request, response) => response.writeHead(500).end()
  const added = await newKey('added')
  publish('/jwks', added.jwk)
  expect((await askForLink(api, await added.token())).status).toBe(200)
})

test.each<[string, (passlink: Passlink) => void]>([
  ['is away', ({ issuer }) => (issuer.away = true)],
  ['publishes what are no keys', ({ issuer }) => (issuer.answers['/jwks'] = (_, answer) => answer.end('7'))],
  [
    'moves an endpoint to a foreign origin',
    ({ issuer }) => (issuer.metadata.jwks_uri = 'https://x.example/'),
  ],
])('if the issuer %s later, known keys stay in use and unknown ones are answered 503', async (_, change) => {
  const api = await passlink.startApi()
  expect((await askForLink(api, await passlink.issuer.token('alice'))).status).toBe(200)
  change(passlink)
  const unknown = await newKey('unknown')
  expect((await askForLink(api, await unknown.token())).status).toBe(503)
  expect((await askForLink(api, await passlink.issuer.token('alice', { expiresInSeconds: 60 }))).status).toBe(
    200,
  )
})
