import { afterEach, beforeEach, expect, test } from 'vitest'
import { failure } from '../call.ts'
import { eventually } from '../eventually.ts'
import { createLogLines } from '../log-lines.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { application, type OidcProvider, passlinkClient, startOidc } from '../servers/oidc.ts'

let passlink: Passlink
let oidc: OidcProvider
let lines: string[]
beforeEach(async () => {
  const logged = createLogLines()
  lines = logged.lines
  passlink = await createPasslink('postgres', logged.log)
  oidc = await startOidc()
  Object.assign(passlink.environment, {
    AUTH_ISSUER: oidc.url,
    AUTH_CLIENT_ID: passlinkClient.client_id,
    AUTH_CLIENT_SECRET: passlinkClient.client_secret,
    // Its introspection names no audience.
    AUTH_CLIENTS: application.client_id,
  })
})
afterEach(async () => {
  await passlink?.stop()
  await oidc?.stop()
})

const introspections = () => oidc.requests.filter(path => path === '/token/introspection')
const invalid = failure(16, 'tokenInvalid', 'AUTH-7fs1e')

test('an opaque token of a certified provider is accepted and not logged', async () => {
  const api = await passlink.startApi()
  oidc.people.alice = {}
  const token = await oidc.token('opaque', 'alice')
  expect((await askForLink(api, token)).status).toBe(200)
  expect(lines.join('')).not.toContain(token)
})

test('a revoked opaque token is refused once the cached answer has expired', async () => {
  passlink.environment.INTROSPECTION_CACHE = '300ms'
  const api = await passlink.startApi()
  oidc.people.alice = {}
  const token = await oidc.token('opaque', 'alice')
  expect((await askForLink(api, token)).status).toBe(200)
  await oidc.revoke(token)
  const refused = await eventually(async () => {
    const response = await askForLink(api, token)
    expect(response.status).toBe(401)
    return response
  })
  expect(await refused.json()).toEqual(invalid)
})

test('the issuer is asked once about a token of many concurrent and later calls', async () => {
  const api = await passlink.startApi()
  oidc.people.alice = {}
  const token = await oidc.token('opaque', 'alice')
  const answers = await Promise.all(Array.from({ length: 20 }, () => askForLink(api, token)))
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
  expect((await askForLink(api, token)).status).toBe(200)
  expect(introspections()).toHaveLength(1)
})

test('a token in the form of a JWT that is not a valid one is refused after one introspection', async () => {
  const api = await passlink.startApi()
  const almost = `${Buffer.from('{"typ":"JWT"}').toString('base64url')}.e30.c2ln`
  expect(await (await askForLink(api, almost)).json()).toEqual(invalid)
  expect(introspections()).toHaveLength(1)
})

test('the issuer is asked once about an unknown token', async () => {
  const api = await passlink.startApi()
  for (let call = 0; call < 3; call++)
    expect(await (await askForLink(api, 'x'.repeat(43))).json()).toEqual(invalid)
  expect(introspections()).toHaveLength(1)
})

test('an active token that is not an access token, or not a person’s, is refused', async () => {
  const api = await passlink.startApi()
  oidc.people.alice = {}
  for (const token of [
    await oidc.refreshToken('alice'),
    await oidc.machineToken('opaque'),
    await oidc.machineToken('jwt'),
  ])
    expect(await (await askForLink(api, token)).json()).toEqual(invalid)
})

test('without client credentials opaque tokens are refused without introspection', async () => {
  delete passlink.environment.AUTH_CLIENT_ID
  delete passlink.environment.AUTH_CLIENT_SECRET
  const api = await passlink.startApi()
  oidc.people.alice = {}
  expect(await (await askForLink(api, await oidc.token('opaque', 'alice'))).json()).toEqual(invalid)
  expect(introspections()).toEqual([])
})

test('a refusal of our client does not make the token invalid', async () => {
  passlink.environment.AUTH_CLIENT_SECRET = 'not the s3cret'
  const api = await passlink.startApi()
  oidc.people.alice = {}
  const response = await askForLink(api, await oidc.token('opaque', 'alice'))
  expect(response.status).toBe(503)
  expect(await response.json()).toEqual(failure(14, 'issuerAway', 'AUTH-1ssUr'))
  expect(lines.join('')).not.toContain('s3cret')
})
