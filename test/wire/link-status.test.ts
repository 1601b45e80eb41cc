import { saveOrganizations, saveUsers } from '@passlink/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { failure } from '../call.ts'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { encodings } from './encodings.ts'

let passlink: Passlink
let api: { port: number }
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  await saveOrganizations(passlink.database.db, [{ id: 'other', name: 'Other' }])
  await saveUsers(passlink.database.db, [
    { ...alice, id: 'colleague' },
    { ...alice, id: 'foreigner', organizationId: 'other' },
  ])
  api = await passlink.startApi()
})
afterAll(() => passlink?.stop())

const roles = { 'urn:zitadel:iam:org:project:roles': ['passlink.help-desk'] }

async function bearer(sub: string, claims = {}) {
  return { authorization: `Bearer ${await passlink.issuer.token(sub, { claims })}` }
}

async function getStatus(id: string, headers: Record<string, string>) {
  return fetch(`http://127.0.0.1:${api.port}/v1/links/${id}`, { headers })
}

async function requestLink(): Promise<string> {
  const result = await encodings[3]?.ask(api, { headers: await bearer('alice') })
  return result?.headers.get('passlink-link-id') ?? ''
}

test('a link can be followed from the call until its mail is sent', async () => {
  const id = await requestLink()
  const queued = await getStatus(id, await bearer('alice'))
  expect(queued.status).toBe(200)
  expect(queued.headers.get('cache-control')).toBe('no-store')
  expect(await queued.json()).toEqual({
    id,
    state: 'queued',
    userId: 'alice',
    organizationId: 'acme',
    createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
    attempts: 0,
  })
  await passlink.startWorker()
  await eventually(async () => {
    const sent = await (await getStatus(id, await bearer('alice'))).json()
    expect(sent).toMatchObject({ state: 'sent', attempts: 1, sentAt: expect.stringMatching(/Z$/) })
  })
})

test('the status of a dead link has the reason', async () => {
  passlink.relay.script.rcpt.push('550 5.1.1 no such person')
  const id = await requestLink()
  await eventually(async () => {
    const dead = await (await getStatus(id, await bearer('alice'))).json()
    expect(dead).toMatchObject({ state: 'dead', because: expect.stringContaining('no such person') })
  })
})

test('a link is not found except by its person and the help desk of their organization', async () => {
  const id = await requestLink()
  expect((await getStatus(id, await bearer('colleague', roles))).status).toBe(200)
  for (const [sub, claims] of [
    ['colleague', {}],
    ['foreigner', {}],
    ['foreigner', roles],
  ] as const) {
    const hidden = await getStatus(id, await bearer(sub, claims))
    expect(hidden.status).toBe(404)
    expect(await hidden.json()).toEqual(failure(5, 'linkUnknown', 'LINK-uNkn0'))
  }
})

test.each(['0197a3c0-0000-7000-8000-000000000000', 'x', '%00', "'", '1'.repeat(5_000)])(
  'the link %j is not found',
  async id => {
    const response = await getStatus(id, await bearer('alice'))
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual(failure(5, 'linkUnknown', 'LINK-uNkn0'))
  },
)

test('without a token the status is refused', async () => {
  const response = await getStatus(await requestLink(), {})
  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toBe('Bearer')
})
