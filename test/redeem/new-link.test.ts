import { saveUsers } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { codeOf, linkInState } from '../link-in-state.ts'
import type { Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { createLocalhostPasslink, createSteps, type Steps } from '../redeem-steps.ts'

let passlink: Passlink
let steps: Steps
beforeEach(async () => {
  passlink = await createLocalhostPasslink({ LINKS_PER_USER: '2/1h' })
  await Promise.all([passlink.startWorker(), passlink.startRedeem()])
  steps = createSteps(passlink)
})
afterEach(() => passlink?.stop())

const requestNew = (linkId: string, code = codeOf(passlink, linkId)) =>
  steps.post(`/l/${linkId}/new`, { code, timeZone: 'Europe/Rome' })
const links = () => passlink.database.sql`select id from links`

test('an expired link with the right code brings its user a new one, once however often it is asked for', async () => {
  const linkId = await linkInState(passlink.database, 'expired')
  for (const { status, body } of [await requestNew(linkId), await requestNew(linkId)])
    expect([status, body]).toEqual([200, { address: 'a…@a….example' }])
  const { mails } = passlink.relay
  await eventually(() => expect(mails).toHaveLength(1))
  expect(mails[0]?.envelope.to).toBe('alice@acme.example')
  expect(mails[0]?.text).toMatch(/Time: .*GMT\+[12] \(.*UTC\)/)
  const [, newId = ''] = /\/l\/([\da-f-]{36})#/.exec(mails[0]?.text ?? '') ?? []
  expect(newId).not.toBe(linkId)
  expect((await steps.options(newId)).status).toBe(200)
  expect(await links()).toHaveLength(2)
})

test('the new link leads to the same page of the application', async () => {
  const linkId = await linkInState(passlink.database, 'expired')
  const template = 'https://acme.example/passkeys?id={{.CodeID}}&code={{.Code}}'
  await passlink.database.sql`update links set url_template = ${template}`
  await requestNew(linkId)
  await eventually(() => expect(passlink.relay.mails).toHaveLength(1))
  expect(passlink.relay.mails[0]?.text).toMatch(/https:\/\/acme\.example\/passkeys\?id=[\da-f-]{36}&code=/)
})

test('new links use the limits of the calls', async () => {
  for (const status of [200, 200, 429]) {
    const answer = await requestNew(await linkInState(passlink.database, 'expired'))
    expect(answer.status).toBe(status)
    if (status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(1_000)
  }
})

test.each([
  ['open', 409, 'link_open'],
  ['recorded', 404, 'link_invalid'],
  ['redeemed', 410, 'link_redeemed'],
  ['revoked', 410, 'link_revoked'],
] as const)('a link that is %s brings no new one', async (state, status, id) => {
  const linkId = await linkInState(passlink.database, state)
  expect(await requestNew(linkId)).toMatchObject({ status, body: { error: { id } } })
  expect(await links()).toHaveLength(1)
})

test('a link that expired more than a day ago brings no new one, and its refusal says so', async () => {
  const linkId = await linkInState(passlink.database, 'expired')
  expect((await steps.options(linkId)).body).toMatchObject({ error: { id: 'link_expired' }, canRenew: true })
  await passlink.database.sql`update links set expires_at = now() - interval '25 hours'`
  for (const answer of [await steps.options(linkId), await requestNew(linkId)])
    expect(answer).toMatchObject({ status: 410, body: { error: { id: 'link_expired' }, canRenew: false } })
  expect(await links()).toHaveLength(1)
})

test('a wrong code brings no new link, and does not show the address', async () => {
  const linkId = await linkInState(passlink.database, 'expired')
  const { status, body } = await requestNew(linkId, 'A'.repeat(22))
  expect([status, body]).toEqual([404, { error: { id: 'link_invalid', message: expect.any(String) } }])
  expect(await links()).toHaveLength(1)
})

test('a user without a verified address is told so', async () => {
  await saveUsers(passlink.database.db, [{ ...alice, emailVerified: false }])
  const linkId = await linkInState(passlink.database, 'expired')
  expect(await requestNew(linkId)).toMatchObject({
    status: 409,
    body: { error: { id: 'new_link_refused' }, organization: { name: 'Acme' } },
  })
})
