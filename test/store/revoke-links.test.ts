import {
  claimDeliveries,
  findLinkStatuses,
  type RevokedLinks,
  recordLinks,
  redriveDeliveries,
  revokeLinks,
  saveOrganizations,
  saveUsers,
  settleDeliveries,
} from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { killDelivery } from '../dead-letters.ts'
import {
  claim,
  claimAll,
  createDirectory,
  type MailedLink,
  recordForAlice,
  request,
  settlementOf,
  terms,
  unlimited,
} from '../deliveries.ts'
import { alice } from '../people.ts'
import type { TestDatabase } from '../servers/database.ts'
import { openTransaction } from './open-transaction.ts'

const actor = { operator: 'olga', address: '192.0.2.7' }

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

async function revokeAll(options: { batchSize?: number; before?: string } = {}): Promise<RevokedLinks[]> {
  const steps: RevokedLinks[] = []
  for await (const step of revokeLinks(database.db, 'acme', actor, options)) steps.push(step)
  return steps
}

const statesOf = async (links: MailedLink[]) =>
  (
    await findLinkStatuses(
      database.db,
      links.map(({ linkId }) => linkId),
    )
  ).map(({ state }) => state)

test('all links of an organization that can be redeemed now or later are revoked, and no others', async () => {
  const { db, sql } = database
  await saveOrganizations(db, [{ id: 'globex', name: 'Globex' }])
  await saveUsers(db, [{ ...alice, id: 'bob', organizationId: 'globex', email: 'bob@globex.example' }])
  const [queued, sent, expired, dead, redeemed] = (await recordForAlice(db, 5)) as [
    MailedLink,
    MailedLink,
    MailedLink,
    MailedLink,
    MailedLink,
  ]
  const [elsewhere] = (await recordLinks(db, [{ ...request, userId: 'bob' }], unlimited)) as [MailedLink]
  for (const link of [sent, expired, redeemed])
    await settleDeliveries(db, [
      settlementOf(await claim(db, link.deliveryId), { outcome: 'accepted', retryInMs: null }),
    ])
  await killDelivery(database, dead.deliveryId)
  await sql`update links set expires_at = now() - interval '1 hour' where id in ${sql([expired.linkId, dead.linkId])}`
  await sql`update links set redeemed_at = now() where id = ${redeemed.linkId}`

  expect(await revokeAll()).toEqual([{ looked: 5, revoked: 3, busy: 0, before: null, isRetry: false }])
  expect(await statesOf([queued, sent, dead])).toEqual(['revoked', 'revoked', 'revoked'])
  expect(await statesOf([expired, redeemed, elsewhere])).toEqual(['expired', 'redeemed', 'queued'])
  expect(await claimAll(db, [queued.deliveryId])).toMatchObject([
    { verdict: 'dead', reason: 'the link was revoked' },
  ])
  expect(await redriveDeliveries(db, [dead.deliveryId])).toEqual(['revoked'])
})

test('each revocation has its event, and each transaction that revoked a line of the audit', async () => {
  const { db, sql } = database
  const links = await recordForAlice(db, 5)
  expect(await revokeAll({ batchSize: 2 })).toEqual([
    { looked: 2, revoked: 2, busy: 0, before: links[3]?.linkId, isRetry: false },
    { looked: 2, revoked: 2, busy: 0, before: links[1]?.linkId, isRetry: false },
    { looked: 1, revoked: 1, busy: 0, before: null, isRetry: false },
  ])
  const events = await sql`
    select link_id, user_id, organization_id, data from events where type = 'link.revoked' order by link_id`
  const data = { because: 'an operator revoked the links of the organization' }
  expect(events).toEqual(
    links.map(({ linkId }) => ({ link_id: linkId, user_id: 'alice', organization_id: 'acme', data })),
  )
  const audit = await sql`
    select operator, address, action, subject, details from audit where at in (select at from events) order by sequence`
  const line = { ...actor, action: 'links.revoked', subject: 'acme' }
  expect(audit).toEqual([2, 2, 1].map(revoked => ({ ...line, details: { revoked } })))
})

test('revoking again changes nothing, and is in the audit', async () => {
  const { sql } = database
  await recordForAlice(database.db, 3)
  await revokeAll()
  expect(await revokeAll({ batchSize: 2 })).toMatchObject([{ revoked: 0 }, { revoked: 0 }])
  expect(await sql`select details from audit order by sequence`).toEqual([
    { details: { revoked: 3 } },
    { details: { revoked: 0 } },
  ])
  expect(await sql`select from events where type = 'link.revoked'`).toHaveLength(3)
})

test('a revocation that was stopped goes on where it stopped', async () => {
  const links = await recordForAlice(database.db, 5)
  let before: string | null = null
  for await (const step of revokeLinks(database.db, 'acme', actor, { batchSize: 2 })) {
    before = step.before
    break
  }
  expect(await statesOf(links)).toEqual(['queued', 'queued', 'queued', 'revoked', 'revoked'])
  expect(await revokeAll({ before: before ?? '' })).toMatchObject([{ looked: 3, revoked: 3 }])
})

test('a link that is requested meanwhile stays', async () => {
  const { db } = database
  await recordForAlice(db, 3)
  const later: MailedLink[] = []
  for await (const { before } of revokeLinks(db, 'acme', actor, { batchSize: 2 }))
    if (before !== null) later.push(...(await recordForAlice(db, 1)))
  expect(await statesOf(later)).toEqual(['queued'])
})

test('a link that another transaction has locked holds up no others, and is revoked once it is free', async () => {
  const { db } = database
  const links = (await recordForAlice(db, 3)) as [MailedLink, MailedLink, MailedLink]
  const { linkId } = links[1]
  const other = await openTransaction(database, `select from links where id = '${linkId}' for update`)
  const steps: RevokedLinks[] = []
  for await (const step of revokeLinks(db, 'acme', actor)) {
    steps.push(step)
    if (step.before === null) await other.end()
  }
  expect(steps).toEqual([
    { looked: 3, revoked: 2, busy: 1, before: null, isRetry: false },
    { looked: 0, revoked: 1, busy: 0, before: null, isRetry: true },
  ])
  expect(await statesOf(links)).toEqual(['revoked', 'revoked', 'revoked'])
})

test('a link that stays locked is busy', async () => {
  const { db } = database
  const [link] = (await recordForAlice(db, 2)) as [MailedLink, MailedLink]
  const other = await openTransaction(database, `select from links where id = '${link.linkId}' for update`)
  expect(await revokeAll()).toEqual([
    { looked: 2, revoked: 1, busy: 1, before: null, isRetry: false },
    { looked: 0, revoked: 0, busy: 1, before: null, isRetry: true },
  ])
  await other.end()
})

test('a link that stays locked is busy also where the last batch has no links', async () => {
  const { db } = database
  const [, link] = (await recordForAlice(db, 2)) as [MailedLink, MailedLink]
  const other = await openTransaction(database, `select from links where id = '${link.linkId}' for update`)
  expect(await revokeAll({ batchSize: 2 })).toMatchObject([
    { looked: 2, revoked: 1, busy: 1, isRetry: false },
    { looked: 0, revoked: 0, busy: 0, before: null, isRetry: false },
    { looked: 0, revoked: 0, busy: 1, before: null, isRetry: true },
  ])
  await other.end()
})

test('claims and revocations at once deadlock in no order', async () => {
  const { db } = database
  const links = await recordForAlice(db, 200)
  const ids = links.map(({ deliveryId }) => ({ deliveryId }))
  const claims = [ids, [...ids].reverse()].map(requests => claimDeliveries(db, requests, terms))
  const revocations = [revokeAll({ batchSize: 50 }), revokeAll({ batchSize: 30 })]
  await Promise.all([...claims, ...revocations])
  expect(new Set(await statesOf(links))).toEqual(new Set(['revoked']))
})
