import {
  discardDeliveries,
  expireDeliveries,
  findTimeline,
  liftSuppression,
  recordLinks,
  recordReport,
  redeemLink,
  redriveDeliveries,
  removePasskey,
  saveUsers,
  settleDeliveries,
  type Timeline,
  type TimelineStep,
} from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { killDelivery } from '../dead-letters.ts'
import { claim, createDirectory, type MailedLink, request, settlementOf, unlimited } from '../deliveries.ts'
import { newPasskey, undoable } from '../new-passkey.ts'
import { alice } from '../people.ts'
import type { TestDatabase } from '../servers/database.ts'

const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
const webhooks = {
  deadlineMs: 60_000,
  types: new Set(['delivery.sent', 'delivery.dead', 'passkey.added'] as const),
}
const operator = { operator: 'olga', name: 'Olga', address: '192.0.2.7' }

let database: TestDatabase
let link: MailedLink
beforeEach(async () => {
  database = await createDirectory()
  await saveUsers(database.db, [{ ...alice, id: 'helen', email: null, displayName: 'Helen Hill' }])
  const asked = {
    ...request,
    acting: { userId: 'helen', reach: { own: true, organizationIds: new Set<string>() } },
    details: { application: 'Intranet', userAgent: 'Firefox' },
  }
  ;[link] = (await recordLinks(database.db, [asked], unlimited)) as [MailedLink]
})
afterEach(() => database.drop())

const find = async (id = link.deliveryId) => (await findTimeline(database.db, id)) as Timeline
const stepsNamed = ({ steps }: Timeline, name: TimelineStep['step']) =>
  steps.filter(({ step }) => step === name)

test('the timeline begins with the request: from where, and by whom for whom', async () => {
  const { delivery, steps } = await find(link.deliveryId.toUpperCase())
  expect(delivery).toMatchObject({
    deliveryId: link.deliveryId,
    status: 'queued',
    userId: 'alice',
    email: 'alice@acme.example',
    hasAddress: true,
    suppression: null,
    deadline: timestamp,
    linkExpiresAt: null,
  })
  expect(steps).toEqual([
    {
      step: 'recorded',
      at: link.at,
      requestId: 'r',
      details: { application: 'Intranet', userAgent: 'Firefox' },
      requester: { userId: 'helen', displayName: 'Helen Hill' },
      event: null,
    },
  ])
})

test('every attempt is in it, with the relay, its answer and how long it took, and the next try', async () => {
  const { db, sql } = database
  const claimed = await claim(db, link.deliveryId)
  expect((await find()).steps.at(-1)).toMatchObject({ step: 'attempt', outcome: null, durationMs: null })
  await settleDeliveries(db, [settlementOf(claimed, { retryInMs: 60_000 })])
  await sql`update attempts set finished_at = started_at + interval '1250 milliseconds'`
  expect((await find()).steps.slice(1)).toEqual([
    {
      step: 'attempt',
      at: timestamp,
      number: 1,
      finishedAt: timestamp,
      durationMs: 1250,
      outcome: 'deferred',
      relay: 'relay:25',
      smtpCode: 451,
      enhancedCode: '4.7.1',
      detail: '451 4.7.1 later',
      command: 'rcpt',
    },
    { step: 'retry', at: timestamp },
  ])
})

test('an attempt that was written off has no duration, because nobody knows when it ended', async () => {
  const { db, sql } = database
  await claim(db, link.deliveryId)
  await sql`update deliveries set claimed_until = now() - interval '1 second'`
  await claim(db, link.deliveryId)
  expect(stepsNamed(await find(), 'attempt')).toMatchObject([
    { number: 1, outcome: 'unknown', finishedAt: timestamp, durationMs: null },
    { number: 2, outcome: null },
  ])
})

test('deaths and redrives are in it, the redrive with the operator, and the acceptance', async () => {
  const { db } = database
  const died = await claim(db, link.deliveryId)
  await settleDeliveries(db, [settlementOf(died, { outcome: 'rejected', retryInMs: null })], { webhooks })
  await redriveDeliveries(db, [link.deliveryId], operator)
  const accepted = settlementOf(await claim(db, link.deliveryId), { outcome: 'accepted', retryInMs: null })
  await settleDeliveries(db, [accepted], { webhooks })
  const timeline = await find()
  const own = timeline.steps.filter(({ step }) => step !== 'related')
  expect(own.map(({ step }) => step)).toEqual(['recorded', 'attempt', 'dead', 'redriven', 'attempt', 'sent'])
  expect(stepsNamed(timeline, 'dead')).toMatchObject([{ reason: 'rejected: 451 4.7.1 later' }])
  expect(stepsNamed(timeline, 'redriven')).toMatchObject([{ afterAttempts: 1, by: operator }])
  expect(stepsNamed(timeline, 'related')).toMatchObject([
    { kind: 'webhook', status: 'queued', event: 'delivery.dead' },
    { kind: 'webhook', status: 'queued', event: 'delivery.sent' },
  ])
})

test('a discard has its operator, also if its event is not kept any more', async () => {
  const { db, sql } = database
  await killDelivery(database, link.deliveryId)
  await discardDeliveries(db, [link.deliveryId], operator)
  const timeline = await find()
  expect(timeline.delivery.status).toBe('discarded')
  expect(stepsNamed(timeline, 'dead')).toMatchObject([{ reason: 'rejected: 550 5.1.1 no such mailbox' }])
  expect(stepsNamed(timeline, 'discarded')).toMatchObject([{ by: operator }])
  await sql`delete from events`
  await sql`delete from audit`
  expect(stepsNamed(await find(), 'discarded')).toEqual([{ step: 'discarded', at: timestamp, by: null }])
})

test('what else operators did to it is in it', async () => {
  await database.sql`
    insert into audit (operator, address, action, subject) values
      ('olga', '192.0.2.7', 'mail.shown', ${link.deliveryId}), ('olga', '192.0.2.7', 'mail.shown', 'another')`
  expect(stepsNamed(await find(), 'operated')).toEqual([
    { step: 'operated', at: timestamp, action: 'mail.shown', by: { ...operator, name: null } },
  ])
})

test('a bounce, its suppression and that it was lifted are in it', async () => {
  const { db } = database
  await settleDeliveries(db, [
    settlementOf(await claim(db, link.deliveryId), { outcome: 'accepted', retryInMs: null }),
  ])
  const report = {
    deliveryId: link.deliveryId,
    kind: 'bounced',
    status: '5.1.1',
    detail: 'no mailbox',
  } as const
  await recordReport(db, report, { webhooks: null })
  const bounced = await find()
  expect(bounced.delivery).toMatchObject({ status: 'bounced', reason: 'no mailbox' })
  expect(bounced.delivery.suppression).toBe('mail came back: no mailbox')
  expect(stepsNamed(bounced, 'reported')).toEqual([
    { step: 'reported', at: timestamp, report: 'bounced', status: '5.1.1', detail: 'no mailbox' },
  ])
  await liftSuppression(db, 'alice', operator)
  const lifted = await find()
  expect(lifted.delivery.suppression).toBeNull()
  expect(stepsNamed(lifted, 'suppression_lifted')).toEqual([
    { step: 'suppression_lifted', at: timestamp, reason: 'mail came back: no mailbox', by: operator },
  ])
})

test('that the link was redeemed, by which passkey, and the notice of it are in it', async () => {
  const { db } = database
  await settleDeliveries(db, [
    settlementOf(await claim(db, link.deliveryId), { outcome: 'accepted', retryInMs: null }),
  ])
  await redeemLink(db, {
    linkId: link.linkId,
    passkey: newPasskey,
    requestId: 'redeem-1',
    noticeDeadlineMs: 60_000,
    webhooks,
    ...undoable,
  })
  const timeline = await find()
  expect(timeline.delivery.linkState).toBe('redeemed')
  expect(stepsNamed(timeline, 'link')).toEqual([
    { step: 'link', at: timestamp, change: 'redeemed', because: null },
  ])
  expect(stepsNamed(timeline, 'passkey')).toMatchObject([{ change: 'added', name: 'iPhone' }])
  expect(stepsNamed(timeline, 'related')).toMatchObject([
    { kind: 'notice', status: 'queued', event: 'passkey.added' },
    { kind: 'webhook', status: 'queued', event: 'passkey.added' },
  ])
  const [notice] = stepsNamed(timeline, 'related') as { deliveryId: string }[]
  expect(await find(notice?.deliveryId)).toMatchObject({
    delivery: { kind: 'notice' },
    steps: expect.arrayContaining([
      expect.objectContaining({ step: 'recorded', event: 'passkey.added', requestId: 'redeem-1' }),
      expect.objectContaining({ step: 'related', deliveryId: link.deliveryId, status: 'sent' }),
    ]),
  })
})

test('a link that was revoked or has expired says so, and why', async () => {
  const { sql } = database
  await claim(database.db, link.deliveryId)
  await sql`update links set expires_at = now() - interval '1 minute'`
  expect(stepsNamed(await find(), 'link')).toMatchObject([{ change: 'expired', because: null }])
  await sql`update links set revoked_at = now()`
  await sql`
    insert into events (user_id, organization_id, link_id, type, data)
    values ('alice', 'acme', ${link.linkId}, 'link.revoked', '{"because": "of this"}')`
  expect(stepsNamed(await find(), 'link')).toMatchObject([{ change: 'revoked', because: 'of this' }])
})

test('where the deadline passed, the reason has the last answer', async () => {
  const { db, sql } = database
  await settleDeliveries(db, [settlementOf(await claim(db, link.deliveryId), { retryInMs: 60_000 })])
  await sql`update deliveries set deadline = now() - interval '1 second', due_at = now()`
  await expireDeliveries(db, { limit: 10 })
  const reason = 'the deadline passed before the mail could be sent; the last answer: 451 4.7.1 later'
  expect((await find()).delivery.reason).toBe(reason)
  expect(stepsNamed(await find(), 'dead')).toMatchObject([{ reason }])
  await sql`update deliveries set dead_reason = dead_reason || ': 451 4.7.1 later'`
  expect((await find()).delivery.reason).toBe(
    'the deadline passed before the mail could be sent: 451 4.7.1 later',
  )
})

test('a delivery about no link has what happened to it', async () => {
  const { db, sql } = database
  await redeemLink(db, {
    linkId: (await claim(db, link.deliveryId)).linkId ?? '',
    passkey: newPasskey,
    requestId: 'redeem-1',
    noticeDeadlineMs: 60_000,
    webhooks: null,
    ...undoable,
  })
  const { credentialId } = newPasskey
  await removePasskey(db, {
    userId: 'alice',
    credentialId,
    requestId: 'q',
    noticeDeadlineMs: 60_000,
    webhooks: null,
  })
  const [row] = await sql<{ id: string }[]>`select id from deliveries where link_id is null`
  const id = row?.id ?? ''
  await killDelivery(database, id)
  await redriveDeliveries(db, [id], operator)
  const timeline = await find(id)
  expect(timeline.steps.map(({ step }) => step)).toEqual(['recorded', 'attempt', 'dead', 'redriven'])
  expect(stepsNamed(timeline, 'dead')).toEqual([
    { step: 'dead', at: timestamp, reason: 'rejected: 550 5.1.1 no such mailbox' },
  ])
  expect(stepsNamed(timeline, 'recorded')).toMatchObject([{ event: 'passkey.removed' }])
  expect(stepsNamed(timeline, 'redriven')).toMatchObject([{ by: operator }])
})

test('an unknown delivery has no timeline', async () => {
  expect(await findTimeline(database.db, '01890000-0000-7000-8000-000000000000')).toBeUndefined()
})
