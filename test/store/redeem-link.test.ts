import {
  findRedeemables,
  type NewPasskey,
  parseWebhookTypes,
  type Redemption,
  redeemLink,
  renamePasskey,
  saveChallenge,
  settleDeliveries,
  takeChallenge,
} from '@passlink/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  claim,
  claimAll,
  createDirectory,
  type MailedLink,
  recordForAlice,
  settlementOf,
} from '../deliveries.ts'
import { newPasskey, undoable } from '../new-passkey.ts'
import type { TestDatabase } from '../servers/database.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

const redemptionOf = (linkId: string, more: Partial<NewPasskey> = {}): Redemption => ({
  linkId,
  passkey: { ...newPasskey, ...more },
  requestId: 'redeeming',
  noticeDeadlineMs: 60_000,
  webhooks: null,
  ...undoable,
})

/** Links whose mails were sent. */
async function mailedLinks(count: number): Promise<MailedLink[]> {
  const links = await recordForAlice(database.db, count)
  for (const { deliveryId } of links) {
    const claimed = await claim(database.db, deliveryId)
    await settleDeliveries(database.db, [settlementOf(claimed, { outcome: 'accepted' })])
  }
  return links
}

const mailedLink = async () => (await mailedLinks(1))[0] as MailedLink
const redeem = (linkId: string, more: Partial<NewPasskey> = {}) =>
  redeemLink(database.db, redemptionOf(linkId, more))
const eventTypes = async () =>
  (await database.sql`select type from events order by sequence`).map(({ type }) => type)

test('redeeming a link stores the passkey, the events and the notice, and revokes the person’s other links', async () => {
  const [link, other] = (await mailedLinks(2)) as [MailedLink, MailedLink]
  const notMailed = (await recordForAlice(database.db, 1))[0] as MailedLink
  expect(await redeem(link.linkId)).toMatchObject({
    outcome: 'redeemed',
    sequence: expect.stringMatching(/^\d+$/),
  })

  const { publicKey, attestation, aaguid, ...facts } = newPasskey
  expect(await database.sql`select * from passkeys`).toMatchObject([
    {
      user_id: 'alice',
      credential_id: facts.credentialId,
      public_key: publicKey,
      attestation,
      aaguid,
      counter: '0',
      transports: facts.transports,
      attachment: 'platform',
      backup_eligible: true,
      backed_up: true,
      attestation_format: 'none',
      origin: facts.origin,
      rp_id: facts.rpId,
      link_id: link.linkId,
      name: 'iPhone',
    },
  ])
  const states = await findRedeemables(database.db, [link.linkId, other.linkId, notMailed.linkId])
  expect(states.map(found => found?.state)).toEqual(['redeemed', 'revoked', 'revoked'])
  expect((await eventTypes()).slice(3).sort()).toEqual([
    'link.redeemed',
    'link.revoked',
    'link.revoked',
    'passkey.added',
  ])
  expect(
    await database.sql`select link_id, status, request_id from deliveries where kind = 'notice'`,
  ).toEqual([{ link_id: link.linkId, status: 'queued', request_id: 'redeeming' }])
  expect(await claimAll(database.db, [notMailed.deliveryId])).toMatchObject([
    { verdict: 'dead', reason: 'the link was revoked' },
  ])
})

test('a hundred concurrent redemptions of a person’s links store one passkey', async () => {
  const links = await mailedLinks(2)
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, turn) =>
      redeem((links[turn % 2] as MailedLink).linkId, { credentialId: `credential${turn}` }),
    ),
  )
  expect(answers.filter(({ outcome }) => outcome === 'redeemed')).toHaveLength(1)
  expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(['redeemed', 'used', 'revoked']))
  expect(await database.sql`select from passkeys`).toHaveLength(1)
  expect(await database.sql`select from deliveries where kind = 'notice'`).toHaveLength(1)
})

test.each([
  { state: 'expired', statement: 'update links set expires_at = now()' },
  { state: 'revoked', statement: 'update links set revoked_at = now()' },
  { state: 'used', statement: 'update links set redeemed_at = now()' },
  { state: 'recorded', statement: 'update links set expires_at = null' },
])('a link that is $state is not redeemed, and nothing is stored', async ({ state, statement }) => {
  const { linkId } = await mailedLink()
  await database.sql.unsafe(statement)
  expect(await redeem(linkId)).toEqual({ outcome: state })
  expect(await database.sql`select from passkeys`).toEqual([])
  expect(await eventTypes()).toEqual(['link.requested'])
})

test('an unknown link is not redeemed', async () => {
  expect(await redeem('01890000-0000-7000-8000-000000000000')).toEqual({ outcome: 'unknown' })
})

test('a credential that is already registered does not redeem a link', async () => {
  await redeem((await mailedLink()).linkId)
  const { linkId } = await mailedLink()
  expect(await redeem(linkId)).toEqual({ outcome: 'passkey_exists' })
  expect(await findRedeemables(database.db, [linkId])).toMatchObject([
    {
      state: 'open',
      passkeys: [{ credentialId: newPasskey.credentialId, transports: newPasskey.transports }],
    },
  ])
})

test('the notice of a redeemed link is mailed to the person’s current address', async () => {
  await redeem((await mailedLink()).linkId)
  const [{ id } = {}] = await database.sql`select id from deliveries where kind = 'notice'`
  expect(await claim(database.db, id)).toMatchObject({
    kind: 'notice',
    event: { type: 'passkey.added', data: { name: 'iPhone', credentialId: newPasskey.credentialId } },
    recipient: { address: 'alice@acme.example' },
  })
})

describe('challenges', () => {
  test('a challenge is taken once by many concurrent callers', async () => {
    const { linkId } = await mailedLink()
    await saveChallenge(database.db, { challenge: 'c', linkId, lifetimeMs: 60_000 })
    const taken = await Promise.all(
      Array.from({ length: 10 }, () => takeChallenge(database.db, { challenge: 'c', linkId })),
    )
    expect(taken.filter(Boolean)).toHaveLength(1)
  })

  test('an expired challenge and that of another link are not taken', async () => {
    const [one, two] = (await mailedLinks(2)) as [MailedLink, MailedLink]
    await saveChallenge(database.db, { challenge: 'c', linkId: one.linkId, lifetimeMs: 60_000 })
    expect(await takeChallenge(database.db, { challenge: 'c', linkId: two.linkId })).toBe(false)
    await database.sql`update challenges set expires_at = now()`
    expect(await takeChallenge(database.db, { challenge: 'c', linkId: one.linkId })).toBe(false)
  })

  test('the expired challenges of a link are deleted when the next is saved', async () => {
    const { linkId } = await mailedLink()
    await saveChallenge(database.db, { challenge: 'old', linkId, lifetimeMs: 60_000 })
    await database.sql`update challenges set expires_at = now()`
    await saveChallenge(database.db, { challenge: 'young', linkId, lifetimeMs: 60_000 })
    expect(await database.sql`select challenge from challenges`).toEqual([{ challenge: 'young' }])
  })
})

test('a passkey can be renamed through its link for a limited time', async () => {
  const { linkId } = await mailedLink()
  await redeem(linkId)
  const rename = (name: string) =>
    renamePasskey(database.db, {
      linkId,
      credentialId: newPasskey.credentialId,
      name,
      withinMs: 60_000,
      requestId: 'r',
      webhooks: null,
    })
  expect(await rename('My phone')).toBe(true)
  await database.sql`update links set redeemed_at = now() - interval '2 minutes'`
  expect(await rename('Too late')).toBe(false)
  expect(await database.sql`select name from passkeys`).toEqual([{ name: 'My phone' }])
})

describe('webhooks', () => {
  const within = { webhooks: { deadlineMs: 60_000, types: parseWebhookTypes('usual') } }
  const webhooks = () =>
    database.sql`
      select events.type, events.data, status from deliveries join events on sequence = event_sequence
      where kind = 'webhook' order by sequence`

  test('if enabled there is a webhook for a passkey, a sent mail and a dead one', async () => {
    const [sent, dead] = (await recordForAlice(database.db, 2)) as [MailedLink, MailedLink]
    const claimed = await claim(database.db, sent.deliveryId)
    await settleDeliveries(database.db, [settlementOf(claimed, { outcome: 'accepted' })], within)
    await database.sql`update deliveries set deadline = now() where id = ${dead.deliveryId}`
    await claimAll(database.db, [dead.deliveryId], within)
    await redeemLink(database.db, { ...redemptionOf(sent.linkId), ...within })
    const reason = 'the deadline passed before the mail could be sent'
    expect(await webhooks()).toMatchObject([
      { type: 'delivery.sent', data: { deliveryId: sent.deliveryId, requestId: 'r' }, status: 'queued' },
      { type: 'delivery.dead', data: { deliveryId: dead.deliveryId, reason } },
      { type: 'passkey.added', data: { publicKey: Buffer.from('public key').toString('base64url') } },
    ])
  })

  test('there is no webhook for the end of a webhook, nor for a mail that is retried', async () => {
    const [link] = await recordForAlice(database.db, 1)
    const claimed = await claim(database.db, (link as MailedLink).deliveryId)
    await settleDeliveries(database.db, [settlementOf(claimed)], within)
    expect(await webhooks()).toEqual([])
    const again = await claim(database.db, (link as MailedLink).deliveryId)
    await settleDeliveries(database.db, [settlementOf(again, { outcome: 'accepted' })], within)
    const [{ id } = {}] = await database.sql`select id from deliveries where kind = 'webhook'`
    const webhook = await claim(database.db, id, { by: 'webhook' })
    expect(webhook).toMatchObject({ kind: 'webhook', event: { type: 'delivery.sent' } })
    await settleDeliveries(database.db, [settlementOf(webhook, { outcome: 'accepted' })], within)
    expect(await webhooks()).toHaveLength(1)
  })

  test('without webhooks enabled none are recorded', async () => {
    await redeem((await mailedLink()).linkId)
    expect(await webhooks()).toEqual([])
    expect(await eventTypes()).not.toContain('delivery.sent')
  })
})
