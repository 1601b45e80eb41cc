import {
  claimDeliveries,
  findTimeline,
  redriveDeliveries,
  settleDeliveries,
  type Timeline,
  type TimelineStep,
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

const webhooks = { deadlineMs: 60_000, types: new Set(['delivery.dead', 'delivery.sent'] as const) }
const operator = { operator: 'olga', name: 'Olga', address: '192.0.2.7' }

let database: TestDatabase
let link: MailedLink
beforeEach(async () => {
  database = await createDirectory()
  ;[link] = (await recordForAlice(database.db, 1)) as [MailedLink]
})
afterEach(() => database.drop())

const find = async () => (await findTimeline(database.db, link.deliveryId)) as Timeline
const stepsNamed = ({ steps }: Timeline, name: TimelineStep['step']) =>
  steps.filter(({ step }) => step === name)

test('each redrive is after the death that it undid: by an operator, and by a retry of the job', async () => {
  const { db } = database
  const { deliveryId } = link
  await killDelivery(database, deliveryId, { detail: '550 5.1.1 one' })
  const [died] = stepsNamed(await find(), 'dead')
  await redriveDeliveries(db, [deliveryId], operator)
  await killDelivery(database, deliveryId, { detail: '550 5.1.1 two' })
  await claimDeliveries(db, [{ deliveryId, redriveAfter: 2 }], terms)
  const timeline = await find()
  const own = timeline.steps.filter(({ step }) => step !== 'related')
  expect(own.map(({ step }) => step)).toEqual([
    'recorded',
    'attempt',
    'dead',
    'redriven',
    'attempt',
    'dead',
    'redriven',
    'attempt',
  ])
  expect(stepsNamed(timeline, 'dead')).toMatchObject([died, { reason: 'rejected: 550 5.1.1 two' }])
})

test('a redrive by the version before, which did not say of which death, has the one that is in the log', async () => {
  const { db, sql } = database
  const died = settlementOf(await claim(db, link.deliveryId), { outcome: 'rejected', retryInMs: null })
  await settleDeliveries(db, [died], { webhooks })
  await redriveDeliveries(db, [link.deliveryId])
  await sql`update events set data = data - '{deadAt,deadReason}'::text[]`
  expect(stepsNamed(await find(), 'dead')).toMatchObject([{ reason: 'rejected: 451 4.7.1 later' }])
  await sql`delete from events where type = 'delivery.dead'`
  expect(stepsNamed(await find(), 'dead')).toEqual([])
})

test('a death is still in it after the mail was accepted late', async () => {
  const { db } = database
  const claimed = await claim(db, link.deliveryId)
  const lost = settlementOf(claimed, { outcome: 'unknown', detail: 'the answer was lost', retryInMs: null })
  await settleDeliveries(db, [lost], { webhooks })
  const accepted = settlementOf(claimed, { outcome: 'accepted', retryInMs: null })
  await settleDeliveries(db, [accepted], { webhooks })
  const timeline = await find()
  const own = timeline.steps.filter(({ step }) => step !== 'related')
  expect(own.map(({ step }) => step)).toEqual(['recorded', 'attempt', 'dead', 'sent'])
  expect(stepsNamed(timeline, 'dead')).toMatchObject([
    { reason: expect.stringContaining('the answer was lost') },
  ])
})

test('a delivery that died again without a redrive has both deaths', async () => {
  const { db, sql } = database
  const { deliveryId } = link
  const died = settlementOf(await claim(db, deliveryId), { outcome: 'rejected', retryInMs: null })
  await settleDeliveries(db, [died], { webhooks })
  await sql`update links set revoked_at = now()`
  await claimDeliveries(db, [{ deliveryId, redriveAfter: 1 }], { ...terms, webhooks })
  expect(stepsNamed(await find(), 'dead')).toMatchObject([
    { reason: 'rejected: 451 4.7.1 later' },
    { reason: 'the link was revoked' },
  ])
})

test('a webhook is after the death or the acceptance that it reports', async () => {
  const { db, sql } = database
  const { deliveryId } = link
  const died = settlementOf(await claim(db, deliveryId), { outcome: 'rejected', retryInMs: null })
  await settleDeliveries(db, [died], { webhooks })
  await redriveDeliveries(db, [deliveryId], operator)
  const accepted = settlementOf(await claim(db, deliveryId), { outcome: 'accepted', retryInMs: null })
  await settleDeliveries(db, [accepted], { webhooks })
  // As if the transactions had waited for locks.
  await sql`update deliveries set created_at = created_at - interval '1 millisecond' where kind = 'webhook'`
  const steps = (await find()).steps.map(step => (step.step === 'related' ? step.event : step.step))
  expect(steps).toEqual([
    'recorded',
    'attempt',
    'dead',
    'delivery.dead',
    'redriven',
    'attempt',
    'sent',
    'delivery.sent',
  ])
})
