import { saveOrganizations, saveUsers } from '@passlink/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { failure } from '../call.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'

let passlink: Passlink
let api: { port: number }
const links: Record<string, string> = {}
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  await saveOrganizations(passlink.database.db, [
    { id: 'b', name: 'B' },
    { id: 'c', name: 'C' },
  ])
  await saveUsers(passlink.database.db, [
    { ...alice, id: 'helper' },
    { ...alice, id: 'bea', organizationId: 'b' },
    { ...alice, id: 'cem', organizationId: 'c' },
  ])
  api = await passlink.startApi()
  for (const person of ['alice', 'bea', 'cem']) {
    const response = await askForLink(api, await passlink.issuer.token(person))
    links[person] = response.headers.get('passlink-link-id') ?? ''
  }
})
afterAll(() => passlink?.stop())

type Way = 'status' | 'send' | 'registration'

/** Does something about `person` as the helper, who is of acme, with this claim. */
async function help(way: Way, person: string, roles: unknown): Promise<Response> {
  const claims = { 'urn:zitadel:iam:org:project:roles': roles }
  const headers = { authorization: `Bearer ${await passlink.issuer.token('helper', { claims })}` }
  const url = `http://127.0.0.1:${api.port}`
  if (way === 'status') return fetch(`${url}/v1/links/${links[person]}`, { headers })
  const path =
    way === 'send'
      ? `/management/v1/users/${person}/passwordless/_send_link`
      : `/v2/users/${person}/passkeys/registration_link`
  return fetch(`${url}${path}`, { method: 'POST', headers })
}

const role = 'passlink.help-desk'
const statusesOf = async (way: Way, roles: unknown) =>
  Promise.all(['alice', 'bea', 'cem'].map(async person => (await help(way, person, roles)).status))

test.each<[unknown, number[]]>([
  [[role], [200, 404, 404]],
  [role, [200, 404, 404]],
  [{ [role]: { acme: 'acme.example' } }, [200, 404, 404]],
  [{ [role]: { b: 'b.example' } }, [404, 200, 404]],
  [{ [role]: { b: 'b.example', c: 'c.example' } }, [404, 200, 200]],
  [
    [role, { [role]: { c: 'c.example' } }],
    [200, 404, 200],
  ],
  [{ [role]: { nowhere: 'x' } }, [404, 404, 404]],
])('a help desk with the roles %j acts exactly where these were given', async (roles, expected) => {
  expect(await statusesOf('send', roles)).toEqual(expected)
  expect(await statusesOf('registration', roles)).toEqual(expected)
  expect(await statusesOf('status', roles)).toEqual(expected)
})

test('the details of a link name the organization of the person it is for', async () => {
  const sent = await help('send', 'bea', { [role]: { b: 'b.example' } })
  expect(await sent.json()).toMatchObject({ details: { resourceOwner: 'b' } })
})

test.each([[{ [role]: {} }], [{}], [[]], [''], [{ other: { acme: 'x' } }], [['other']], [null]])(
  'the roles %j let nobody act for others',
  async roles => {
    const denied = await help('send', 'alice', roles)
    expect(denied.status).toBe(403)
    expect(await denied.json()).toEqual(failure(7, 'permissionMissing', 'AUTH-5mWD2'))
    expect((await help('registration', 'alice', roles)).status).toBe(403)
    expect((await help('status', 'alice', roles)).status).toBe(404)
  },
)
