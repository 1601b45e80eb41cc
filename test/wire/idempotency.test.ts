import { saveUsers } from '@passlink/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { failure } from '../call.ts'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { encodings, restPath } from './encodings.ts'
import { tokenFor } from './refusals.ts'

let passlink: Passlink
let api: { port: number }
let headers: Record<string, string>
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  passlink.environment.RETURN_LINKS = 'true'
  api = await passlink.startApi()
  await passlink.startWorker()
  headers = await tokenFor(passlink, 'alice')
})
afterAll(() => passlink?.stop())

function ask(key: string, path = restPath, more: { body?: string; token?: Record<string, string> } = {}) {
  const { body = '{}', token = headers } = more
  return fetch(`http://127.0.0.1:${api.port}${path}`, {
    method: 'POST',
    headers: { ...token, 'idempotency-key': key },
    body,
  })
}

const read = async (response: Response) => ({
  status: response.status,
  linkId: response.headers.get('passlink-link-id'),
  body: await response.json(),
})

test('a repeated call gets the first answer, and one mail is sent', async () => {
  const before = passlink.relay.mails.length
  const first = await read(await ask('repeated'))
  expect(first.status).toBe(200)
  for (let call = 0; call < 3; call++) expect(await read(await ask('repeated'))).toEqual(first)
  const last = await read(await ask('after'))
  const { sql } = passlink.database
  await eventually(async () => {
    const links = [first.linkId as string, last.linkId as string]
    const sent = await sql`select link_id from deliveries where status = 'sent' and link_id in ${sql(links)}`
    expect(sent).toHaveLength(2)
  })
  expect(passlink.relay.mails).toHaveLength(before + 2)
})

test('concurrent calls with one key record one link', async () => {
  const answers = await Promise.all(Array.from({ length: 30 }, async () => read(await ask('at-once'))))
  const served = answers.filter(({ status }) => status === 200)
  expect(served.length).toBeGreaterThan(0)
  expect(new Set(served.map(({ linkId }) => linkId)).size).toBe(1)
  expect(answers.filter(({ status }) => ![200, 409].includes(status))).toEqual([])
})

test.each(encodings)(
  'while the first call is in progress another with its key is refused in $name',
  async ({ name, ask }) => {
    const key = name.replace(/\W/g, '-')
    const holder = await passlink.database.sql.reserve()
    await holder`begin`
    await holder`
    insert into idempotency_keys (caller, key, request_hash, link_id)
    values ('alice', ${` ${key}`}, '\\x00', gen_random_uuid())`
    const refused = await ask(api, { headers: { ...headers, 'idempotency-key': key } })
    await holder`rollback`
    holder.release()
    expect(refused).toMatchObject({ code: 10, details: [{ id: 'IDEM-1nFl1' }] })
    expect(refused.headers.get('retry-after')).toBe('1')
    if (name === 'JSON') expect(refused.http).toBe(409)
  },
)

test.each([
  ['another call', '/auth/v1/users/me/passwordless/_link', '{}'],
  ['another body', '/v2/users/alice/passkeys/registration_link', '{"returnCode":{}}'],
])('a used key is refused for %s', async (_, path, body) => {
  const key = `used-for-${path.length}`
  expect((await ask(key, body === '{}' ? restPath : path)).status).toBe(200)
  const refused = await ask(key, path, { body })
  expect(refused.status).toBe(422)
  expect(await refused.json()).toEqual(failure(3, 'idempotencyKeyReused', 'IDEM-r3uSd'))
})

test('a returned link is repeated exactly', async () => {
  const path = '/auth/v1/users/me/passwordless/_link'
  const first = await read(await ask('returned', path))
  expect(await read(await ask('returned', path))).toEqual(first)
})

test('keys are separate for each caller', async () => {
  await saveUsers(passlink.database.db, [{ ...alice, id: 'bob', email: 'bob@acme.example' }])
  const first = await read(await ask('shared'))
  const other = await read(await ask('shared', restPath, { token: await tokenFor(passlink, 'bob') }))
  expect(other.status).toBe(200)
  expect(other.linkId).not.toBe(first.linkId)
})

test('keys are separate for each client through which a caller calls', async () => {
  const by = async (client: Record<string, string>) => {
    const token = await passlink.issuer.token('alice', { claims: client })
    return read(await ask('1', restPath, { token: { authorization: `Bearer ${token}` } }))
  }
  const clients: Record<string, string>[] = [{ azp: 'web' }, { azp: 'phone' }, { client_id: 'desk' }, {}]
  const answers = []
  for (const client of clients) answers.push(await by(client))
  expect(answers.map(({ status }) => status)).toEqual(clients.map(() => 200))
  expect(new Set(answers.map(({ linkId }) => linkId)).size).toBe(clients.length)
  for (const [index, client] of clients.entries()) expect(await by(client)).toEqual(answers[index])
})

test.each(['', 'a b', '\u00e9', 'x'.repeat(256)])('the key %j is refused', async key => {
  const response = await ask(key)
  expect(response.status).toBe(400)
  expect(await response.json()).toEqual(failure(3, 'idempotencyKeyInvalid', 'IDEM-k3yIn'))
})

test('a call that was refused leaves its key unused', async () => {
  const refused = await ask('unused', restPath, { token: { authorization: 'Bearer x' } })
  expect(refused.status).toBe(401)
  expect((await ask('unused', restPath, { body: '[]' })).status).toBe(400)
  expect((await ask('unused')).status).toBe(200)
})
