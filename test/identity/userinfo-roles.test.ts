import { saveUsers } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { failure } from '../call.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'

let passlink: Passlink
beforeEach(async () => {
  passlink = await createPasslink('postgres')
  await saveUsers(passlink.database.db, [{ ...alice, id: 'helper' }])
  passlink.environment.ROLES_CLAIM = 'realm_access.roles'
})
afterEach(() => passlink?.stop())

const helpDesk = { realm_access: { roles: ['passlink.help-desk'] } }
const userinfoRequests = () => passlink.issuer.requests.filter(path => path === '/userinfo').length

async function help(api: { port: number }, token: string) {
  return fetch(`http://127.0.0.1:${api.port}/management/v1/users/alice/passwordless/_send_link`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  })
}

test('userinfo is asked once for the roles that a token does not mention', async () => {
  passlink.issuer.people.helper = helpDesk
  const api = await passlink.startApi()
  const token = await passlink.issuer.token('helper')
  const calls = await Promise.all(Array.from({ length: 5 }, () => help(api, token)))
  expect(calls.map(({ status }) => status)).toEqual(Array(5).fill(200))
  expect((await help(api, token)).status).toBe(200)
  expect(userinfoRequests()).toBe(1)
})

test('userinfo is not asked for roles where the token mentions them, be it none', async () => {
  passlink.issuer.people.helper = helpDesk
  const api = await passlink.startApi()
  const token = await passlink.issuer.token('helper', { claims: { realm_access: { roles: [] } } })
  expect((await help(api, token)).status).toBe(403)
  expect(userinfoRequests()).toBe(0)
})

test('with PROFILE_FROM=token userinfo is not asked for roles', async () => {
  passlink.environment.PROFILE_FROM = 'token'
  passlink.issuer.people.helper = helpDesk
  const api = await passlink.startApi()
  expect((await help(api, await passlink.issuer.token('helper'))).status).toBe(403)
  const claims = helpDesk
  expect((await help(api, await passlink.issuer.token('helper', { claims }))).status).toBe(200)
  expect(userinfoRequests()).toBe(0)
})

test('where userinfo refuses a token or does not mention roles, its person has none', async () => {
  const api = await passlink.startApi()
  expect((await help(api, await passlink.issuer.token('helper'))).status).toBe(403)
  passlink.issuer.people.helper = {}
  expect((await help(api, await passlink.issuer.token('helper', { expiresInSeconds: 60 }))).status).toBe(403)
})

test('a call is answered 503 while userinfo cannot be asked for roles, and is tried again with the next', async () => {
  passlink.issuer.people.helper = helpDesk
  const { answers } = passlink.issuer
  answers['/userinfo'] = (_request, response) => response.writeHead(500).end()
  const api = await passlink.startApi()
  const token = await passlink.issuer.token('helper')
  const refused = await help(api, token)
  expect(refused.status).toBe(503)
  expect(await refused.json()).toEqual(failure(14, 'issuerAway', 'AUTH-1ssUr'))
  delete answers['/userinfo']
  expect((await help(api, token)).status).toBe(200)
})
