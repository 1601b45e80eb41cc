import { saveUsers } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { failure } from '../call.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'

let passlink: Passlink
beforeEach(async () => {
  passlink = await createPasslink('postgres')
})
afterEach(() => passlink?.stop())

const claim = 'urn:zitadel:iam:user:resourceowner'
const dora = {
  name: 'Dora Dean',
  email: 'dora@initech.example',
  email_verified: true,
  locale: 'pt_BR',
  [`${claim}:id`]: 'initech',
  [`${claim}:name`]: 'Initech',
}
const invalid = failure(16, 'tokenInvalid', 'AUTH-7fs1e')

const userinfoRequests = () => passlink.issuer.requests.filter(path => path === '/userinfo').length
const usersOf = (id: string) =>
  passlink.database
    .sql`select organization_id, email, email_verified, display_name, language, managed from users where id = ${id}`
const organizations = () => passlink.database.sql`select id, name from organizations order by id`
const makeStale = (id: string) =>
  passlink.database.sql`update users set refreshed_at = now() - interval '2 hours' where id = ${id}`

/** Requests a link for `sub` from a new API, whose cache is empty. */
async function ask(sub = 'dora', environment: Record<string, string> = {}): Promise<Response> {
  Object.assign(passlink.environment, environment)
  const api = await passlink.startApi()
  return askForLink(api, await passlink.issuer.token(sub))
}

test('an unknown person is looked up once and saved with their organization', async () => {
  passlink.issuer.people.dora = dora
  const response = await ask()
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ details: { resourceOwner: 'initech' } })
  expect(await usersOf('dora')).toEqual([
    {
      organization_id: 'initech',
      email: 'dora@initech.example',
      email_verified: true,
      display_name: 'Dora Dean',
      language: 'pt-BR',
      managed: false,
    },
  ])
  expect(await organizations()).toContainEqual({ id: 'initech', name: 'Initech' })
  expect((await ask()).status).toBe(200)
  expect(userinfoRequests()).toBe(1)
})

test('concurrent first calls of one person, with several tokens, send one userinfo request', async () => {
  const { issuer } = passlink
  issuer.people.dora = dora
  const api = await passlink.startApi()
  const tokens = [await issuer.token('dora'), await issuer.token('dora', { expiresInSeconds: 60 })]
  const calls = Array.from({ length: 5 }, () => tokens.map(token => askForLink(api, token))).flat()
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(calls.length).fill(200))
  expect(userinfoRequests()).toBe(1)
})

test('a person saved by the operator is neither looked up nor changed, however old the profile', async () => {
  passlink.issuer.people.alice = { ...dora, email: 'other@initech.example' }
  const before = await usersOf('alice')
  await makeStale('alice')
  expect((await ask('alice')).status).toBe(200)
  expect(userinfoRequests()).toBe(0)
  expect(await usersOf('alice')).toEqual(before)
})

test('a looked-up person that the operator saves is not looked up any more', async () => {
  passlink.issuer.people.dora = dora
  expect((await ask()).status).toBe(200)
  await saveUsers(passlink.database.db, [{ ...alice, id: 'dora' }])
  await makeStale('dora')
  expect((await ask()).status).toBe(200)
  expect(userinfoRequests()).toBe(1)
  expect(await usersOf('dora')).toMatchObject([{ organization_id: 'acme', managed: true }])
})

test('a person whose profile is older than PROFILE_MAX_AGE is looked up again', async () => {
  const { issuer } = passlink
  issuer.people.dora = dora
  expect((await ask()).status).toBe(200)
  issuer.people.dora = { ...dora, name: 'Dora Dukes', [`${claim}:name`]: 'Initrode' }
  expect((await ask()).status).toBe(200)
  expect(await usersOf('dora')).toMatchObject([{ display_name: 'Dora Dean' }])
  await makeStale('dora')
  expect((await ask()).status).toBe(200)
  expect(await usersOf('dora')).toMatchObject([{ display_name: 'Dora Dukes' }])
  expect(await organizations()).toContainEqual({ id: 'initech', name: 'Initrode' })
  expect(userinfoRequests()).toBe(2)
})

test.each<[string, (passlink: Passlink) => void]>([
  ['is away', ({ issuer }) => (issuer.answers['/userinfo'] = request => void request.destroy())],
  ['refuses to answer', ({ issuer }) => (issuer.people = {})],
  [
    'answers about another person',
    ({ issuer }) => (issuer.people = { dora: { ...dora, sub: 'eve', name: 'Eve' } }),
  ],
  ['names no organization', ({ issuer }) => (issuer.people = { dora: { name: 'Dora' } })],
])('if the issuer %s, a person with a stale profile keeps it', async (_, change) => {
  passlink.issuer.people.dora = dora
  expect((await ask()).status).toBe(200)
  await makeStale('dora')
  change(passlink)
  expect((await ask()).status).toBe(200)
  expect(await usersOf('dora')).toMatchObject([{ display_name: 'Dora Dean' }])
  expect(userinfoRequests()).toBe(2)
})

test.each([401, 403, 404])('an unknown person is refused if userinfo answers %i', async status => {
  passlink.issuer.answers['/userinfo'] = (_request, response) => response.writeHead(status).end()
  const response = await ask()
  expect(response.status).toBe(401)
  expect(await response.json()).toEqual(invalid)
})

test('an unknown person is refused if the issuer has no userinfo endpoint', async () => {
  passlink.issuer.metadata.userinfo_endpoint = undefined
  expect(await (await ask()).json()).toEqual(invalid)
})

test('an unknown person is refused if userinfo answers about another person', async () => {
  passlink.issuer.people.dora = { ...dora, sub: 'eve' }
  expect(await (await ask()).json()).toEqual(invalid)
  expect(await passlink.database.sql`select id from users where id in ('dora', 'eve')`).toEqual([])
})

test.each([302, 429, 500, 503])(
  'a call of an unknown person is answered 503 if userinfo answers %i',
  async status => {
    passlink.issuer.answers['/userinfo'] = (_request, response) =>
      response.writeHead(status, { location: `${passlink.issuer.url}/jwks` }).end()
    const response = await ask()
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('1')
    expect(await response.json()).toEqual(failure(14, 'issuerAway', 'AUTH-1ssUr'))
  },
)

test('a person without an organization is refused with this error, or belongs to the default organization', async () => {
  passlink.issuer.people.dora = { name: 'Dora', email: 'dora@initech.example', email_verified: true }
  const refused = await ask()
  expect(refused.status).toBe(400)
  expect(await refused.json()).toEqual(failure(9, 'organizationMissing', 'AUTH-n0rGa'))
  expect(await usersOf('dora')).toEqual([])
  expect((await ask('dora', { DEFAULT_ORGANIZATION: 'acme' })).status).toBe(200)
  expect(await organizations()).toEqual([{ id: 'acme', name: 'Acme' }])
})

test('the organization is read from the configured claims, and its id is its name if it has none', async () => {
  passlink.issuer.people.dora = { ...dora, org: 'umbrella' }
  const settings = { ORGANIZATION_CLAIM: 'org', ORGANIZATION_NAME_CLAIM: 'org_name' }
  expect((await ask('dora', settings)).status).toBe(200)
  expect(await organizations()).toContainEqual({ id: 'umbrella', name: 'umbrella' })
})

test('an organization that the operator named keeps that name', async () => {
  passlink.issuer.people.dora = { ...dora, [`${claim}:id`]: 'acme', [`${claim}:name`]: 'Not Acme' }
  expect((await ask()).status).toBe(200)
  expect(await organizations()).toEqual([{ id: 'acme', name: 'Acme' }])
})

test.each<[unknown, number]>([
  [true, 200],
  ['true', 200],
  [false, 400],
  ['false', 400],
  [undefined, 400],
  [1, 400],
])('a call of a person whose email_verified is %j is answered %i', async (verified, status) => {
  passlink.issuer.people.dora = { ...dora, email_verified: verified }
  expect((await ask()).status).toBe(status)
})
