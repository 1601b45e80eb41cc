import { deleteUsers, deriveCode, parseKeyRing, saveUsers } from '@passlink/store'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { brand } from '../brand.ts'
import { eventually } from '../eventually.ts'
import { codeOf, linkInState } from '../link-in-state.ts'
import type { Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { createLocalhostPasslink, createSteps, type Steps } from '../redeem-steps.ts'
import { freePort } from '../servers/free-port.ts'

let passlink: Passlink
let steps: Steps
beforeAll(async () => {
  // Nobody listens there: webhooks are recorded, and wait.
  const webhooks = {
    WEBHOOK_URL: 'http://127.0.0.1:9/',
    WEBHOOK_SECRET: `whsec_${Buffer.alloc(32).toString('base64')}`,
  }
  passlink = await createLocalhostPasslink(webhooks)
  await Promise.all([passlink.startWorker(), passlink.startRedeem()])
  steps = createSteps(passlink)
})
afterAll(() => passlink?.stop())
beforeEach(() => passlink.database.sql`delete from passkeys`)

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'

/** The notice that a link was redeemed. */
async function noticeOf(linkId: string) {
  const [delivery] = await passlink.database.sql`
    select id from deliveries where link_id = ${linkId} and kind = 'notice'`
  return eventually(() => {
    const notice = passlink.relay.mails.find(({ messageId }) => messageId?.includes(delivery?.id))
    if (!notice) throw new Error('no notice yet')
    return notice
  })
}

/** Adds a passkey. Resolves to its notice, and to the undo link in it. */
async function addPasskey(more: object = {}) {
  const linkId = await linkInState(passlink.database, 'open')
  const added = await steps.complete(linkId, await steps.register(linkId), more, { 'user-agent': firefox })
  expect(added.status).toBe(200)
  const notice = await noticeOf(linkId)
  const [, undoId = '', code = ''] = /\/u\/([\da-f-]{36})#([\w-]{22})/.exec(notice?.text ?? '') ?? []
  return { linkId, notice, undoId, code, ...(added.body.passkey as { credentialId: string; name: string }) }
}

const check = (undoId: string, code: string) => steps.post(`/u/${undoId}/check`, { code })
const remove = (undoId: string, code: string) => steps.post(`/u/${undoId}/remove`, { code })
const passkeys = async () =>
  (await passlink.database.sql`select credential_id as id from passkeys`).map(({ id }) => id)
const eventsOf = (type: string) =>
  passlink.database.sql`select link_id, data from events where type = ${type} order by sequence`

test('the notice says from where the passkey was added, and has the link to remove it', async () => {
  const { notice, undoId, code } = await addPasskey({ timeZone: 'Asia/Tokyo' })
  for (const text of [notice?.text, notice?.html]) {
    expect(text).toContain('Browser: Firefox on Windows')
    expect(text).toMatch(/GMT\+9 \(.*UTC\)/)
    expect(text).toContain(`${passlink.environment.PUBLIC_URL}/u/${undoId}#${code}`)
  }
  expect(code).toBe(deriveCode(parseKeyRing(passlink.environment.LINK_KEYS as string), 'test', undoId))
  expect(await passlink.database.sql`select from undo_links where id = ${undoId}`).toHaveLength(1)
})

test('looking at the undo link removes nothing, and only its code shows the passkey', async () => {
  const { undoId, code, credentialId, name } = await addPasskey()
  const page = await fetch(`${steps.url}/u/${undoId}`)
  expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store'])
  expect(await page.text()).not.toContain(name)
  expect(await check(undoId, code)).toMatchObject({
    status: 200,
    body: { passkey: { name, addedAt: expect.any(String) }, organization: { name: 'Acme' }, language: 'en' },
  })
  expect(await passkeys()).toEqual([credentialId])
})

test('the undo link removes the passkey once, and revokes the open links of the user', async () => {
  const { undoId, code, credentialId, name } = await addPasskey()
  const other = await linkInState(passlink.database, 'open')
  expect((await remove(undoId, code)).status).toBe(200)
  expect(await passkeys()).toEqual([])
  expect((await steps.options(other)).body.error.id).toBe('link_revoked')
  expect((await eventsOf('passkey.removed')).at(-1)?.data).toEqual({
    credentialId,
    name,
    because: 'the user undid the addition of a passkey',
  })
  for (const step of [check, remove])
    expect(await step(undoId, code)).toMatchObject({
      status: 410,
      body: { error: { id: 'passkey_removed' }, organization: { name: 'Acme' } },
    })
})

test('the organization and the person are told of the removal, also after the link of the addition was deleted', async () => {
  const { undoId, code, linkId, credentialId } = await addPasskey()
  await passlink.database.sql`delete from links where id = ${linkId}`
  expect((await remove(undoId, code)).status).toBe(200)
  const told = await passlink.database.sql`
    select kind, events.type, of_user_id as "user" from deliveries join events on events.sequence = event_sequence
    where events.type = 'passkey.removed' and data ->> 'credentialId' = ${credentialId} order by kind`
  expect(told).toEqual([
    { kind: 'notice', type: 'passkey.removed', user: 'alice' },
    { kind: 'webhook', type: 'passkey.removed', user: 'alice' },
  ])
})

test('of concurrent uses of the undo link exactly one removes the passkey', async () => {
  const { undoId, code } = await addPasskey()
  const before = (await eventsOf('passkey.removed')).length
  const answers = await Promise.all(Array.from({ length: 10 }, () => remove(undoId, code)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(await eventsOf('passkey.removed')).toHaveLength(before + 1)
})

test('deleting a user and undoing at the same time fail no call', async () => {
  for (let round = 0; round < 10; round += 1) {
    const { undoId, code } = await addPasskey()
    if (round % 2 === 0) await linkInState(passlink.database, 'open')
    const [undone] = await Promise.all([
      remove(undoId, code),
      deleteUsers(passlink.database.db, ['alice'], { requestId: 'r', webhooks: null }),
    ])
    expect([200, 404]).toContain(undone.status)
    await saveUsers(passlink.database.db, [alice])
  }
})

test('an undo link and the redemption of another link at the same time leave no link open and fail no call', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { undoId, code, credentialId } = await addPasskey()
    const other = await linkInState(passlink.database, 'open')
    const response = await steps.register(other)
    const [undone, added] = await Promise.all([remove(undoId, code), steps.complete(other, response)])
    expect(undone.status).toBe(200)
    expect([200, 410]).toContain(added.status)
    expect(await passkeys()).not.toContain(credentialId)
    expect(
      await passlink.database.sql`select from links where redeemed_at is null and revoked_at is null`,
    ).toHaveLength(0)
  }
})

test('an undo link that has expired removes nothing, and says where to go', async () => {
  const { undoId, code, credentialId } = await addPasskey()
  await passlink.database.sql`update undo_links set expires_at = now() where id = ${undoId}`
  await passlink.database.sql`update organizations set brand = ${JSON.stringify(brand)}::text::jsonb`
  for (const step of [check, remove])
    expect(await step(undoId, code)).toMatchObject({
      status: 410,
      body: {
        error: { id: 'link_expired' },
        organization: {
          name: 'Acme',
          signInUrl: brand.signInUrl,
          supportUrl: brand.supportUrl,
          accents: { light: { accent: '#0b6e4f', ink: '#ffffff' } },
        },
      },
    })
  await passlink.database.sql`update organizations set brand = null`
  expect(await passkeys()).toEqual([credentialId])
})

test('a passkey that was removed otherwise is said to be removed', async () => {
  const { undoId, code } = await addPasskey()
  await passlink.database.sql`delete from passkeys`
  expect((await check(undoId, code)).body.error.id).toBe('passkey_removed')
})

test('a passkey that is removed otherwise between looking and undoing is not reported twice, and the open links are revoked', async () => {
  const { undoId, code } = await addPasskey()
  const other = await linkInState(passlink.database, 'open')
  expect((await check(undoId, code)).status).toBe(200)
  await passlink.database.sql`delete from passkeys`
  const before = (await eventsOf('passkey.removed')).length
  expect((await remove(undoId, code)).body.error.id).toBe('passkey_removed')
  expect(await eventsOf('passkey.removed')).toHaveLength(before)
  expect((await steps.options(other)).body.error.id).toBe('link_revoked')
})

test('only our own page may use an undo link', async () => {
  const { undoId, code, credentialId } = await addPasskey()
  const origin = 'https://app.acme.example'
  passlink.environment.ALLOWED_ORIGINS = origin
  passlink.environment.REDEEM_PORT = String(await freePort())
  const redeem = await passlink.startRedeem()
  const answer = await fetch(`http://127.0.0.1:${redeem.port}/u/${undoId}/remove`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ code }),
  })
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, null])
  expect(await passkeys()).toEqual([credentialId])
})

test('wrong codes, unknown undo links and the codes of links are answered alike', async () => {
  const { undoId, linkId, credentialId } = await addPasskey()
  const answers = [
    await remove(undoId, 'A'.repeat(22)),
    await remove(undoId, codeOf(passlink, linkId)),
    await remove(linkId, codeOf(passlink, linkId)),
    await remove('01890000-0000-7000-8000-000000000000', 'A'.repeat(22)),
    await remove('no-id', 'A'.repeat(22)),
    await steps.options(undoId, codeOf(passlink, undoId)),
  ]
  for (const { status, body } of answers)
    expect([status, body]).toEqual([404, { error: { id: 'link_invalid', message: expect.any(String) } }])
  expect(await passkeys()).toEqual([credentialId])
})

describe('the undo link', () => {
  test('is not in the notice if no key for it is known', async () => {
    const linkId = await linkInState(passlink.database, 'open')
    await passlink.database.sql`
      create or replace function forget_key() returns trigger language plpgsql as
      $$ begin new.key_id = 'forgotten'; return new; end $$`
    await passlink.database.sql`
      create trigger forget before insert on undo_links for each row execute function forget_key()`
    await steps.complete(linkId, await steps.register(linkId))
    await passlink.database.sql`drop trigger forget on undo_links`
    const notice = await noticeOf(linkId)
    expect(notice.text).not.toContain('/u/')
    expect(notice.text).toMatch(/If this wasn’t you, sign in/)
  })

  test('goes with its user', async () => {
    await addPasskey()
    await passlink.database.sql`delete from users where id = 'alice'`
    expect(await passlink.database.sql`select from undo_links`).toHaveLength(0)
  })
})
