import { ApiError, code } from '@passlink/api'
import { saveOrganizations } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bob, createDirectoryApp, type DirectoryApp } from './directory-app.ts'

let app: DirectoryApp
beforeEach(async () => {
  app = await createDirectoryApp()
  await app.call('PUT', '/v1/organizations/globex', { name: 'Globex' })
})
afterEach(() => app.database.drop())

const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
const put = (body: unknown, id = 'bob') => app.call('PUT', `/v1/users/${encodeURIComponent(id)}`, body)

test('a PUT of a new user is answered 201 with the stored user, which GET returns', async () => {
  const created = await put(bob)
  expect(created.status).toBe(201)
  const stored = await created.json()
  expect(stored).toEqual({ id: 'bob', ...bob, createdAt: instant, changedAt: instant })
  const read = await app.call('GET', '/v1/users/bob')
  expect(read.status).toBe(200)
  expect(await read.json()).toEqual(stored)
})

test('repeating a PUT is answered 200 with the same user and writes nothing', async () => {
  const first = await (await put(bob)).json()
  const version = () => app.database.sql`select xmin, ctid from users`
  const before = await version()
  const again = await put(bob)
  expect(again.status).toBe(200)
  expect(await again.json()).toEqual(first)
  expect(await version()).toEqual(before)
})

test('a PUT replaces the whole user and clears omitted fields', async () => {
  const { createdAt } = (await (await put(bob)).json()) as { createdAt: string }
  const response = await put({ organizationId: 'globex', displayName: 'Robert' })
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({
    id: 'bob',
    organizationId: 'globex',
    email: null,
    emailVerified: false,
    displayName: 'Robert',
    language: null,
    timeZone: null,
    createdAt,
    changedAt: expect.not.stringMatching(createdAt),
  })
})

test('one of twenty concurrent creations of a user is answered 201, and all have the same answer', async () => {
  const responses = await Promise.all(Array.from({ length: 20 }, () => put(bob)))
  const statuses = responses.map(({ status }) => status).sort()
  expect(statuses).toEqual([...Array(19).fill(200), 201])
  const bodies = await Promise.all(responses.map(response => response.text()))
  expect(new Set(bodies).size).toBe(1)
})

test('a PUT makes a user known from the issuer a managed one, even if nothing else changes', async () => {
  await put(bob)
  await app.database.sql`update users set managed = false`
  expect((await put(bob)).status).toBe(200)
  expect(await app.database.sql`select managed from users`).toMatchObject([{ managed: true }])
})

test.each(['a/b', '50% of ü', "'; drop table users --", '..a', '日本', 'x'.repeat(200)])(
  'the id %j is stored exactly',
  async id => {
    expect((await put(bob, id)).status).toBe(201)
    const read = await app.call('GET', `/v1/users/${encodeURIComponent(id)}`)
    expect(await read.json()).toMatchObject({ id })
    expect((await app.call('DELETE', `/v1/users/${encodeURIComponent(id)}`)).status).toBe(204)
    expect(await app.database.sql`select from users`).toHaveLength(0)
  },
)

test('a user of an unknown organization is refused and not saved', async () => {
  const response = await put({ ...bob, organizationId: 'initech' })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ code: 9 })
  expect((await app.call('GET', '/v1/users/bob')).status).toBe(404)
})

test('a PUT of an organization is answered 201 when it is new and 200 when it is renamed', async () => {
  const created = await app.call('PUT', '/v1/organizations/initech', { name: 'Initech' })
  expect([created.status, await created.json()]).toEqual([
    201,
    { id: 'initech', name: 'Initech', logo: null },
  ])
  const renamed = await app.call('PUT', '/v1/organizations/initech', { name: 'Initrode' })
  expect([renamed.status, await renamed.json()]).toEqual([
    200,
    { id: 'initech', name: 'Initrode', logo: null },
  ])
  expect((await app.call('PUT', '/v1/organizations/initech', { name: 'Initrode' })).status).toBe(200)
})

test('an organization’s logo is stored, and removed by a PUT without it but not by an import', async () => {
  const logo = `data:image/png;base64,${Buffer.from('a picture').toString('base64')}`
  const stored = () => app.database.sql`select name, logo from organizations where id = 'initech'`
  await app.call('PUT', '/v1/organizations/initech', { name: 'Initech', logo })
  expect(await stored()).toEqual([{ name: 'Initech', logo }])
  await saveOrganizations(app.database.db, [{ id: 'initech', name: 'Initrode' }])
  expect(await stored()).toEqual([{ name: 'Initrode', logo }])
  await app.call('PUT', '/v1/organizations/initech', { name: 'Initrode' })
  expect(await stored()).toEqual([{ name: 'Initrode', logo: null }])
})

test.each([
  ['GET', '/v1/users/bob'],
  ['PUT', '/v1/users/bob'],
  ['DELETE', '/v1/users/bob'],
  ['GET', '/v1/users/bob/passkeys'],
  ['PUT', '/v1/organizations/globex'],
  ['GET', '/v1/organizations/globex'],
  ['GET', '/v1/organizations/globex/messages/en'],
  ['PUT', '/v1/organizations/globex/messages/en'],
  ['DELETE', '/v1/organizations/globex/messages/en'],
])('%s %s is refused for a token without the scope, whatever the body', async (method, path) => {
  const strict = await createDirectoryApp(async () => {
    throw new ApiError(code.permissionDenied, 'permissionMissing')
  })
  try {
    const response = await strict.call(method, path, method === 'GET' ? undefined : { nonsense: 1 })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ code: 7 })
    expect(await strict.database.sql`select from organizations`).toHaveLength(0)
  } finally {
    await strict.database.drop()
  }
})

test('the passkeys of a user are read, and those of an unknown user are not found', async () => {
  await put(bob)
  const read = await app.call('GET', '/v1/users/bob/passkeys')
  expect([read.status, await read.json()]).toEqual([200, { userHandle: expect.any(String), passkeys: [] }])
  expect((await app.call('GET', '/v1/users/nobody/passkeys')).status).toBe(404)
})
