import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
let pairs: Awaited<ReturnType<typeof generateKeyPair>>[]
let published: JWK[]
beforeEach(async () => {
  passlink = await createPasslink('postgres')
  pairs = await Promise.all([1, 2, 3].map(() => generateKeyPair('ES256')))
  published = await Promise.all(pairs.map(({ publicKey }) => exportJWK(publicKey)))
  passlink.issuer.answers['/jwks'] = (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: published }))
})
afterEach(() => passlink?.stop())

const keyRequests = () => passlink.issuer.requests.filter(path => path === '/jwks').length
const signedBy = (key: CryptoKey | undefined, claims = {}) =>
  passlink.issuer.token('alice', { signedBy: key as CryptoKey, header: { kid: undefined as never }, claims })

test('where neither keys nor tokens have an id, tokens of each of the keys are accepted, and checked in full', async () => {
  const api = await passlink.startApi()
  for (const { privateKey } of pairs) {
    const token = await signedBy(privateKey)
    expect((await askForLink(api, token)).status).toBe(200)
    expect((await askForLink(api, token)).status).toBe(200)
  }
  expect((await askForLink(api, await signedBy(pairs[2]?.privateKey, { aud: 'other' }))).status).toBe(401)
  expect((await askForLink(api, await signedBy(pairs[1]?.privateKey, { iss: 'other' }))).status).toBe(401)
  expect(keyRequests()).toBe(1)
})

test('a token of none of the keys is refused', async () => {
  const api = await passlink.startApi()
  const { privateKey } = await generateKeyPair('ES256')
  expect((await askForLink(api, await signedBy(privateKey))).status).toBe(401)
})

test.each([1, 3])(
  'where one of %d keys was replaced, the first token of the new one is accepted, and a forged one asks the issuer no more than once in 5 s',
  async count => {
    published.splice(count)
    const api = await passlink.startApi()
    expect((await askForLink(api, await signedBy(pairs[0]?.privateKey))).status).toBe(200)
    const added = await generateKeyPair('ES256')
    published[0] = await exportJWK(added.publicKey)
    expect((await askForLink(api, await signedBy(added.privateKey))).status).toBe(200)
    expect(keyRequests()).toBe(2)
    const startedAt = performance.now()
    const { privateKey } = await generateKeyPair('ES256')
    const forged = await Promise.all(Array.from({ length: 5 }, (_, n) => signedBy(privateKey, { n })))
    for (const token of forged) expect([401, 503]).toContain((await askForLink(api, token)).status)
    const periods = Math.floor((performance.now() - startedAt) / 5_000)
    expect(keyRequests()).toBeLessThanOrEqual(2 + periods)
  },
)
