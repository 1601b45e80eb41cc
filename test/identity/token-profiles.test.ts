import { saveUsers } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { failure } from '../call.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'

let passlink: Passlink
beforeEach(async () => {
  passlink = await createPasslink('postgres')
  Object.assign(passlink.environment, {
    PROFILE_FROM: 'token',
    ORGANIZATION_CLAIM: 'org',
    ORGANIZATION_NAME_CLAIM: 'org_name',
  })
})
afterEach(() => passlink?.stop())

const dora = { name: 'Dora Dean', email: 'dora@initech.example', email_verified: true, org: 'initech' }
const now = () => Math.floor(Date.now() / 1_000)
const ask = async (api: { port: number }, claims: object) =>
  askForLink(api, await passlink.issuer.token('dora', { claims: { ...dora, ...claims } }))
const stored = async () => {
  const [user] = await passlink.database.sql`
    select organization_id, name as organization_name, email, email_verified, display_name, users.managed
    from users join organizations on organizations.id = organization_id where users.id = 'dora'`
  return user
}

test('a person is what their token says, and userinfo is not asked', async () => {
  passlink.issuer.people.dora = { ...dora, email: 'other@initech.example' }
  expect((await ask(await passlink.startApi(), {})).status).toBe(200)
  expect(await stored()).toEqual({
    organization_id: 'initech',
    organization_name: 'initech',
    email: 'dora@initech.example',
    email_verified: true,
    display_name: 'Dora Dean',
    managed: false,
  })
  expect(passlink.issuer.requests).not.toContain('/userinfo')
})

test('a newer token changes a person at once, an older one does not', async () => {
  const api = await passlink.startApi()
  const old = { email: 'old@initech.example', org_name: 'Initech', iat: now() - 60 }
  expect((await ask(api, old)).status).toBe(200)
  expect((await ask(api, { email: 'new@initech.example', org_name: 'Initrode' })).status).toBe(200)
  expect(await stored()).toMatchObject({ email: 'new@initech.example', organization_name: 'Initrode' })
  expect((await ask(api, old)).status).toBe(200)
  expect((await ask(await passlink.startApi(), old)).status).toBe(200)
  expect(await stored()).toMatchObject({ email: 'new@initech.example', organization_name: 'Initrode' })
})

test('of two tokens of the same second the one that is used later counts', async () => {
  const api = await passlink.startApi()
  const iat = now()
  expect((await ask(api, { email: 'a@initech.example', iat })).status).toBe(200)
  expect((await ask(api, { email: 'b@initech.example', iat })).status).toBe(200)
  expect(await stored()).toMatchObject({ email: 'b@initech.example' })
})

test('a person is refused for what their token says, and accepted as soon as a new one says otherwise', async () => {
  const api = await passlink.startApi()
  const refused = await ask(api, { email_verified: false, iat: now() - 10 })
  expect(await refused.json()).toEqual(failure(9, 'addressUnverified', 'LINK-uNv3r'))
  expect((await ask(api, {})).status).toBe(200)
})

test('where the issuer never says, an address counts as verified only if TRUST_ISSUER_ADDRESSES says so', async () => {
  const silent = { email_verified: undefined }
  expect((await ask(await passlink.startApi(), silent)).status).toBe(400)
  passlink.environment.TRUST_ISSUER_ADDRESSES = 'true'
  const api = await passlink.startApi()
  expect((await ask(api, silent)).status).toBe(200)
  expect((await ask(api, { email_verified: false })).status).toBe(400)
})

test('a person saved by the operator is not changed by their token', async () => {
  await saveUsers(passlink.database.db, [{ ...alice, id: 'dora' }])
  expect((await ask(await passlink.startApi(), {})).status).toBe(200)
  expect(await stored()).toMatchObject({ organization_id: 'acme', managed: true })
})

test('a person whose token names no organization is refused, and saved with the next that does', async () => {
  const api = await passlink.startApi()
  const refused = await ask(api, { org: undefined })
  expect(await refused.json()).toEqual(failure(9, 'organizationMissing', 'AUTH-n0rGa'))
  expect((await ask(api, {})).status).toBe(200)
})

test('calls with a token that is known cost the database no question about its person', async () => {
  const api = await passlink.startApi()
  const token = await passlink.issuer.token('dora', { claims: dora })
  expect((await askForLink(api, token)).status).toBe(200)
  await passlink.database.sql`update users set display_name = 'as it was' where id = 'dora'`
  const calls = await Promise.all(Array.from({ length: 10 }, () => askForLink(api, token)))
  expect(calls.map(({ status }) => status)).toEqual(Array(10).fill(200))
  expect(await stored()).toMatchObject({ display_name: 'as it was' })
})

test('an opaque token says what introspection says of it now, whenever it was issued', async () => {
  const { issuer, environment } = passlink
  Object.assign(environment, { AUTH_CLIENT_ID: 'api', AUTH_CLIENT_SECRET: 'secret' })
  issuer.metadata.introspection_endpoint = `${issuer.url}/introspect`
  let answer = { ...dora, active: true, sub: 'dora', aud: 'passlink', iat: now() - 3_000 }
  issuer.answers['/introspect'] = (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  const api = await passlink.startApi()
  expect((await askForLink(api, 'first')).status).toBe(200)
  answer = { ...answer, email: 'new@initech.example', iat: now() - 3_300 }
  expect((await askForLink(api, 'second')).status).toBe(200)
  expect(await stored()).toMatchObject({ email: 'new@initech.example' })
})
