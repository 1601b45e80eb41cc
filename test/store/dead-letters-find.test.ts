import {
  claimDeliveries,
  type DeliveryRecord,
  discardDeliveries,
  findDelivery,
  redriveDeliveries,
  settleDeliveries,
} from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { killDelivery } from '../dead-letters.ts'
import {
  claim,
  createDirectory,
  type MailedLink,
  recordForAlice,
  settlementOf,
  terms,
} from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'

const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)

let database: TestDatabase
let link: MailedLink
beforeEach(async () => {
  database = await createDirectory()
  ;[link] = (await recordForAlice(database.db, 1)) as [MailedLink]
})
afterEach(() => database.drop())

const found = async () => (await findDelivery(database.db, link.deliveryId)) as DeliveryRecord

test('from the call on it says where a delivery stands and what was tried', async () => {
  const { db } = database
  const facts = {
    deliveryId: link.deliveryId,
    linkId: link.linkId,
    requestId: 'r',
    organizationId: 'acme',
    userId: 'alice',
    kind: 'link',
    createdAt: link.at,
    deadline: moment,
  }
  const nothingYet = { reason: null, dueAt: null, sentAt: null, deadAt: null, discardedAt: null }
  expect(await found()).toEqual({
    ...facts,
    ...nothingYet,
    status: 'queued',
    linkState: 'recorded',
    attempts: [],
    redrives: [],
  })

  const claimed = await claim(db, link.deliveryId)
  const running = { number: 1, startedAt: moment, finishedAt: null, outcome: null, relay: null }
  const unanswered = { smtpCode: null, enhancedCode: null, detail: null }
  expect(await found()).toMatchObject({
    status: 'sending',
    linkState: 'open',
    attempts: [{ ...running, ...unanswered }],
  })

  await settleDeliveries(db, [settlementOf(claimed)])
  const deferred = {
    number: 1,
    startedAt: moment,
    finishedAt: moment,
    outcome: 'deferred',
    relay: 'relay:25',
    smtpCode: 451,
    enhancedCode: '4.7.1',
    detail: '451 4.7.1 later',
  }
  expect(await found()).toMatchObject({ status: 'waiting', dueAt: moment, attempts: [deferred] })

  await killDelivery(database, link.deliveryId)
  expect(await found()).toMatchObject({
    status: 'dead',
    reason: 'rejected: 550 5.1.1 no such mailbox',
    deadAt: moment,
    dueAt: null,
    attempts: [deferred, { number: 2, outcome: 'rejected' }],
  })
})

test('it says when it was redriven and after how many attempts, whichever way, and keeps every attempt', async () => {
  const { db } = database
  await killDelivery(database, link.deliveryId)
  await redriveDeliveries(db, [link.deliveryId])
  await killDelivery(database, link.deliveryId)
  const [again] = await claimDeliveries(db, [{ deliveryId: link.deliveryId, redriveAfter: 2 }], terms)
  if (again?.verdict !== 'claimed') throw new Error(again?.verdict)
  await settleDeliveries(db, [settlementOf(again, { outcome: 'accepted' })])
  expect(await found()).toMatchObject({
    status: 'sent',
    reason: null,
    sentAt: moment,
    attempts: [
      { number: 1, outcome: 'rejected' },
      { number: 2, outcome: 'rejected' },
      { number: 3, outcome: 'accepted' },
    ],
    redrives: [
      { at: moment, afterAttempts: 1 },
      { at: moment, afterAttempts: 2 },
    ],
  })
})

test('a discarded one is discarded, and says since when', async () => {
  await killDelivery(database, link.deliveryId)
  await discardDeliveries(database.db, [link.deliveryId])
  expect(await found()).toMatchObject({
    status: 'discarded',
    deadAt: moment,
    discardedAt: moment,
    redrives: [],
  })
})

test('it holds no address', async () => {
  await killDelivery(database, link.deliveryId)
  expect(JSON.stringify(await found())).not.toMatch(/@acme|Adams/)
})

test('nothing is found where there is none', async () => {
  expect(await findDelivery(database.db, '01890000-0000-7000-8000-000000000000')).toBeUndefined()
})
