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

const asked = () => passlink.issuer.requests.filter(path => path === '/userinfo').length
const usersOf = (id: string) =>
  passlink.database
    .sql`select organization_id, email, email_verified, display_name, language, managed from users where id = ${id}`
const organizations = () => passlink.database.sql`select id, name from organizations order by id`
const makeStale = (id: string) =>
  passlink.database.sql`update users set refreshed_at = now() - interval '2 hours' where id = ${id}`

/** Asks as the person, of an API that remembers nobody. */
async function ask(sub = 'dora', environment: Record<string, string> = {}): Promise<Response> {
  Object.assign(passlink.environment, environment)
  const api = await passlink.startApi()
  return askForLink(api, await passlink.issuer.token(sub))
}

test('a person nobody knows is looked up once and kept with their organization', async () => {
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
  expect(asked()).toBe(1)
})

test('many first calls of one person, with several tokens, ask userinfo once', async () => {
  const { issuer } = passlink
  issuer.people.dora = dora
  const api = await passlink.startApi()
  const tokens = [await issuer.token('dora'), await issuer.token('dora', { expiresInSeconds: 60 })]
  const calls = Array.from({ length: 5 }, () => tokens.map(token => askForLink(api, token))).flat()
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(calls.length).fill(200))
  expect(asked()).toBe(1)
})

test('whoever is known from elsewhere is neither looked up nor changed, however long ago', async () => {
  passlink.issuer.people.alice = { ...dora, email: 'other@initech.example' }
  const before = await usersOf('alice')
  await makeStale('alice')
  expect((await ask('alice')).status).toBe(200)
  expect(asked()).toBe(0)
  expect(await usersOf('alice')).toEqual(before)
})

test('whoever the operator takes over is left alone from then on', async () => {
  passlink.issuer.people.dora = dora
  expect((await ask()).status).toBe(200)
  await saveUsers(passlink.database.db, [{ ...alice, id: 'dora' }])
  await makeStale('dora')
  expect((await ask()).status).toBe(200)
  expect(asked()).toBe(1)
  expect(await usersOf('dora')).toMatchObject([{ organization_id: 'acme', managed: true }])
})

test('a person known for longer than PROFILE_MAX_AGE is looked up again', async () => {
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
  expect(asked()).toBe(2)
})

test.each<[string, (passlink: Passlink) => void]>([
  ['is away', ({ issuer }) => (issuer.answers['/userinfo'] = request => void request.destroy())],
  ['refuses to tell', ({ issuer }) => (issuer.people = {})],
  [
    'tells of somebody else',
    ({ issuer }) => (issuer.people = { dora: { ...dora, sub: 'eve', name: 'Eve' } }),
  ],
  ['names no organization', ({ issuer }) => (issuer.people = { dora: { name: 'Dora' } })],
])('where the issuer %s, a person known for too long goes on as known', async (_, spoil) => {
  passlink.issuer.people.dora = dora
  expect((await ask()).status).toBe(200)
  await makeStale('dora')
  spoil(passlink)
  expect((await ask()).status).toBe(200)
  expect(await usersOf('dora')).toMatchObject([{ display_name: 'Dora Dean' }])
  expect(asked()).toBe(2)
})

test.each([401, 403, 404])('a person nobody knows is refused where userinfo answers %i', async status => {
  passlink.issuer.answers['/userinfo'] = (_request, response) => response.writeHead(status).end()
  const response = await ask()
  expect(response.status).toBe(401)
  expect(await response.json()).toEqual(invalid)
})

test('a person nobody knows is refused where the issuer offers no userinfo', async () => {
  passlink.issuer.metadata.userinfo_endpoint = undefined
  expect(await (await ask()).json()).toEqual(invalid)
})

test('a person nobody knows is refused where userinfo tells of somebody else', async () => {
  passlink.issuer.people.dora = { ...dora, sub: 'eve' }
  expect(await (await ask()).json()).toEqual(invalid)
  expect(await passlink.database.sql`select id from users where id in ('dora', 'eve')`).toEqual([])
})

test.each([302, 429, 500, 503])(
  'a person nobody knows is asked to try again where userinfo answers %i',
  async status => {
    passlink.issuer.answers['/userinfo'] = (_request, response) =>
      response.writeHead(status, { location: `${passlink.issuer.url}/jwks` }).end()
    const response = await ask()
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('1')
    expect(await response.json()).toEqual(failure(14, 'issuerAway', 'AUTH-1ssUr'))
  },
)

test('a person of no organization is refused in so many words, or belongs to the default one', async () => {
  passlink.issuer.people.dora = { name: 'Dora', email: 'dora@initech.example', email_verified: true }
  const refused = await ask()
  expect(refused.status).toBe(400)
  expect(await refused.json()).toEqual(failure(9, 'organizationMissing', 'AUTH-n0rGa'))
  expect(await usersOf('dora')).toEqual([])
  expect((await ask('dora', { DEFAULT_ORGANIZATION: 'acme' })).status).toBe(200)
  expect(await organizations()).toEqual([{ id: 'acme', name: 'Acme' }])
})

test('the organization is read from the claims that the settings name, and goes by its id without a name', async () => {
  passlink.issuer.people.dora = { ...dora, org: 'umbrella' }
  const settings = { ORGANIZATION_CLAIM: 'org', ORGANIZATION_NAME_CLAIM: 'org_name' }
  expect((await ask('dora', settings)).status).toBe(200)
  expect(await organizations()).toContainEqual({ id: 'umbrella', name: 'umbrella' })
})

test('an organization that the operator named keeps its name', async () => {
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
])('an address whose email_verified is %j answers %i', async (verified, status) => {
  passlink.issuer.people.dora = { ...dora, email_verified: verified }
  expect((await ask()).status).toBe(status)
})
