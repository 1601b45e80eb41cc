import { afterEach, beforeEach, expect, test } from 'vitest'
import { failure } from '../call.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { application, type OidcProvider, passlinkClient, startOidc } from '../servers/oidc.ts'

let passlink: Passlink
let oidc: OidcProvider
beforeEach(async () => {
  passlink = await createPasslink('postgres')
  oidc = await startOidc()
  Object.assign(passlink.environment, {
    AUTH_ISSUER: oidc.url,
    AUTH_CLIENT_ID: passlinkClient.client_id,
    AUTH_CLIENT_SECRET: passlinkClient.client_secret,
    // Its introspection names no audience.
    AUTH_CLIENTS: application.client_id,
  })
  oidc.people.dora = {
    name: 'Dora Dean',
    email: 'dora@initech.example',
    email_verified: true,
    'urn:zitadel:iam:user:resourceowner:id': 'initech',
  }
})
afterEach(async () => {
  await passlink?.stop()
  await oidc?.stop()
})

const userinfoRequests = () => oidc.requests.filter(path => path === '/me').length

test('an unknown person is looked up once at a certified provider, with their own token, opaque or JWT', async () => {
  const api = await passlink.startApi()
  const token = await oidc.token('opaque', 'dora')
  const calls = await Promise.all(Array.from({ length: 5 }, () => askForLink(api, token)))
  expect(calls.map(({ status }) => status)).toEqual(Array(5).fill(200))
  expect((await askForLink(api, await oidc.token('jwt', 'dora'))).status).toBe(200)
  expect(userinfoRequests()).toBe(1)
  const [user] = await passlink.database
    .sql`select email, display_name, organization_id from users where id = 'dora'`
  expect(user).toEqual({
    email: 'dora@initech.example',
    display_name: 'Dora Dean',
    organization_id: 'initech',
  })
})

test('a token without access to userinfo saves no person, and does not block a token with access', async () => {
  const api = await passlink.startApi()
  const tokens = [
    await oidc.token('opaque', 'dora', 'profile'),
    await oidc.token('jwt', 'dora'),
    await oidc.token('opaque', 'dora'),
  ]
  const answers = await Promise.all(tokens.map(token => askForLink(api, token)))
  expect(answers.at(-1)?.status).toBe(200)
  expect(await (await askForLink(api, await oidc.token('jwt', 'nobody'))).json()).toEqual(
    failure(16, 'tokenInvalid', 'AUTH-7fs1e'),
  )
})
