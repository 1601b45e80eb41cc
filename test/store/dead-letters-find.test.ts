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

const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)

let database: TestDatabase
let link: MailedLink
beforeEach(async () => {
  database = await createDirectory()
  ;[link] = (await recordForAlice(database.db, 1)) as [MailedLink]
})
afterEach(() => database.drop())

const find = async () => (await findDelivery(database.db, link.deliveryId)) as DeliveryRecord

test('a delivery is found with its status and attempts from the call on', async () => {
  const { db } = database
  const common = {
    deliveryId: link.deliveryId,
    linkId: link.linkId,
    requestId: 'r',
    organizationId: 'acme',
    userId: 'alice',
    kind: 'link',
    createdAt: link.at,
    deadline: timestamp,
  }
  const unset = { reason: null, dueAt: null, sentAt: null, reports: {}, deadAt: null, discardedAt: null }
  expect(await find()).toEqual({
    ...common,
    ...unset,
    status: 'queued',
    linkState: 'recorded',
    attempts: [],
    redrives: [],
  })

  const claimed = await claim(db, link.deliveryId)
  const running = { number: 1, startedAt: timestamp, finishedAt: null, outcome: null, relay: null }
  const withoutReply = { smtpCode: null, enhancedCode: null, detail: null, command: null }
  expect(await find()).toMatchObject({
    status: 'sending',
    linkState: 'open',
    attempts: [{ ...running, ...withoutReply }],
  })

  await settleDeliveries(db, [settlementOf(claimed)])
  const deferred = {
    number: 1,
    startedAt: timestamp,
    finishedAt: timestamp,
    outcome: 'deferred',
    relay: 'relay:25',
    smtpCode: 451,
    enhancedCode: '4.7.1',
    detail: '451 4.7.1 later',
    command: 'rcpt',
  }
  expect(await find()).toMatchObject({ status: 'waiting', dueAt: timestamp, attempts: [deferred] })

  await killDelivery(database, link.deliveryId)
  expect(await find()).toMatchObject({
    status: 'dead',
    reason: 'rejected: 550 5.1.1 no such mailbox',
    deadAt: timestamp,
    dueAt: null,
    attempts: [deferred, { number: 2, outcome: 'rejected' }],
  })
})

test('a redriven delivery has the time and attempt count of each redrive, and all attempts', async () => {
  const { db } = database
  await killDelivery(database, link.deliveryId)
  await redriveDeliveries(db, [link.deliveryId])
  await killDelivery(database, link.deliveryId)
  const [again] = await claimDeliveries(db, [{ deliveryId: link.deliveryId, redriveAfter: 2 }], terms)
  if (again?.verdict !== 'claimed') throw new Error(again?.verdict)
  await settleDeliveries(db, [settlementOf(again, { outcome: 'accepted' })])
  expect(await find()).toMatchObject({
    status: 'sent',
    reason: null,
    sentAt: timestamp,
    attempts: [
      { number: 1, outcome: 'rejected' },
      { number: 2, outcome: 'rejected' },
      { number: 3, outcome: 'accepted' },
    ],
    redrives: [
      {
        at: timestamp,
        afterAttempts: 1,
        deadAt: timestamp,
        deadReason: 'rejected: 550 5.1.1 no such mailbox',
      },
      { at: timestamp, afterAttempts: 2, deadAt: timestamp },
    ],
  })
})

test('a discarded delivery has the time of its discard', async () => {
  await killDelivery(database, link.deliveryId)
  await discardDeliveries(database.db, [link.deliveryId])
  expect(await find()).toMatchObject({
    status: 'discarded',
    deadAt: timestamp,
    discardedAt: timestamp,
    redrives: [],
  })
})

test('a found delivery has no address', async () => {
  await killDelivery(database, link.deliveryId)
  expect(JSON.stringify(await find())).not.toMatch(/@acme|Adams/)
})

test('an unknown delivery is not found', async () => {
  expect(await findDelivery(database.db, '01890000-0000-7000-8000-000000000000')).toBeUndefined()
})
