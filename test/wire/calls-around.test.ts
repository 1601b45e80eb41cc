import { saveOrganizations, saveUsers } from '@passlink/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { failure } from '../call.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { postOverHttp2 } from './raw-http2.ts'

let passlink: Passlink
let api: { port: number }
let returning: { port: number }
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  await saveOrganizations(passlink.database.db, [{ id: 'other', name: 'Other' }])
  await saveUsers(passlink.database.db, [
    { ...alice, id: 'helper' },
    { ...alice, id: 'stranger', organizationId: 'other' },
  ])
  api = await passlink.startApi()
  passlink.environment.RETURN_LINKS = 'true'
  returning = await passlink.startApi()
})
afterAll(() => passlink?.stop())

const helpDesk = { 'urn:zitadel:iam:org:project:roles': { 'passlink.help-desk': { acme: 'acme.example' } } }

async function ask(
  of: { port: number },
  path: string,
  sub = 'alice',
  init: { method?: string; body?: string } = {},
) {
  const claims = sub === 'helper' ? helpDesk : {}
  const authorization = `Bearer ${await passlink.issuer.token(sub, { claims })}`
  return fetch(`http://127.0.0.1:${of.port}${path}`, { method: 'POST', headers: { authorization }, ...init })
}

const deliveries = () => passlink.database.sql`select id from deliveries`
const link = /^https:\/\/passlink\.example\/l\/[0-9a-f-]{36}#[\w-]{22,}$/

test.each(['/users/me/passwordless/_link', '/auth/v1/users/me/passwordless/_link'])(
  '%s returns a link that can be redeemed at once, and mails nothing',
  async path => {
    const before = await deliveries()
    const response = await ask(returning, path)
    expect(response.status).toBe(200)
    const body = await response.json()
    expect(body).toEqual({
      details: expect.objectContaining({ resourceOwner: 'acme' }),
      link: expect.stringMatching(link),
      expiration: '3600s',
    })
    expect(await deliveries()).toEqual(before)
    const id = response.headers.get('passlink-link-id')
    expect(body.link).toContain(id)
    const status = await ask(returning, `/v1/links/${id}`, 'alice', { method: 'GET' })
    expect(await status.json()).toMatchObject({ state: 'returned', attempts: 0 })
  },
)

test.each([
  ['/auth/v1/users/me/passwordless/_link', 'alice', '{}'],
  ['/management/v1/users/alice/passwordless/_link', 'helper', '{}'],
  ['/v2/users/alice/passkeys/registration_link', 'alice', '{"returnCode":{}}'],
])(
  'while returning links is turned off, %s is not implemented and records nothing',
  async (path, sub, body) => {
    const before = await passlink.database.sql`select id from links`
    const response = await ask(api, path, sub, { body })
    expect(response.status).toBe(501)
    expect(await response.json()).toEqual(failure(12, 'returningOff', 'LINK-r3tOf'))
    expect(await passlink.database.sql`select id from links`).toEqual(before)
  },
)

test("the caller's passkeys are listed, and one can be removed", async () => {
  await passlink.database.sql`
    insert into passkeys (
      credential_id, user_id, public_key, counter, transports, attachment, backup_eligible, backed_up, aaguid,
      attestation_format, attestation, origin, rp_id, name
    )
    select id, 'alice', '\\x00', 0, '{}', 'platform', false, false, '00000000-0000-0000-0000-000000000000',
      'none', '', 'https://passlink.example', 'passlink.example', 'Phone'
    from unnest(array['key-1', 'key-2']) as id`
  const listed = await (await ask(api, '/auth/v1/users/me/passwordless/_search')).json()
  expect(listed.result).toHaveLength(2)
  expect(listed.result).toContainEqual({ id: 'key-1', state: 'AUTH_FACTOR_STATE_READY', name: 'Phone' })

  const path = '/auth/v1/users/me/passwordless/key-1'
  const foreign = await ask(api, path, 'stranger', { method: 'DELETE' })
  expect(foreign.status).toBe(404)
  expect(await foreign.json()).toEqual(failure(5, 'passkeyUnknown', 'PASSKEY-uNkn0'))
  const removed = await ask(api, path, 'alice', { method: 'DELETE' })
  expect(removed.status).toBe(200)
  const { details } = await removed.json()
  expect(Object.keys(details).sort()).toEqual(['changeDate', 'resourceOwner', 'sequence'])
  const left = await (await ask(api, '/users/me/passwordless/_search')).json()
  expect(left.result.map(({ id }: { id: string }) => id)).toEqual(['key-2'])
  expect((await ask(api, path, 'alice', { method: 'DELETE' })).status).toBe(404)
})

test('the help desk can have a link mailed to another person of its organization, or returned', async () => {
  const before = await deliveries()
  const sent = await ask(api, '/management/v1/users/alice/passwordless/_send_link', 'helper')
  expect(sent.status).toBe(200)
  expect((await sent.json()).details.resourceOwner).toBe('acme')
  expect(await deliveries()).toHaveLength(before.length + 1)
  const returned = await ask(returning, '/management/v1/users/alice/passwordless/_link', 'helper')
  expect((await returned.json()).link).toMatch(link)
})

test.each(['/management/v1/users/USER/passwordless/_send_link', '/v2/users/USER/passkeys/registration_link'])(
  '%s is only for the help desk of the same organization',
  async path => {
    const denied = await ask(api, path.replace('USER', 'helper'))
    expect(denied.status).toBe(403)
    expect(await denied.json()).toEqual(failure(7, 'permissionMissing', 'AUTH-5mWD2'))
    for (const target of ['stranger', 'nobody', '%00', '..%2f']) {
      const unknown = await ask(api, path.replace('USER', target), 'helper')
      expect(unknown.status).toBe(404)
      expect(await unknown.json()).toEqual(failure(5, 'userUnknown', 'LINK-uS3rN'))
    }
  },
)

test('a code is returned with its id, so that the application can build a link', async () => {
  const response = await ask(returning, '/v2/users/alice/passkeys/registration_link', 'alice', {
    body: '{"returnCode":{}}',
  })
  expect(await response.json()).toEqual({
    details: expect.objectContaining({ resourceOwner: 'acme' }),
    code: { id: response.headers.get('passlink-link-id'), code: expect.stringMatching(/^[\w-]{22,}$/) },
  })
})

test('the user in the path overrides the one in the body', async () => {
  const response = await ask(api, '/management/v1/users/stranger/passwordless/_send_link', 'helper', {
    body: '{"userId":"alice"}',
  })
  expect(response.status).toBe(404)
})

test('gRPC at a path with a parameter is unimplemented', async () => {
  const path = '/management/v1/users/alice/passwordless/_send_link'
  const result = await postOverHttp2(api, { path, headers: { 'content-type': 'application/grpc' } })
  expect({ ...result.headers, ...result.trailers }['grpc-status']).toBe('12')
})
