import { settleDeliveries } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claim, createDirectory, recordAndClaim, settlementOf } from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

const accepted = { outcome: 'accepted', smtpCode: 250, detail: '250 ok', retryInMs: null } as const
const rejected = { outcome: 'rejected', smtpCode: 550, detail: '550 no', retryInMs: null } as const
const lapse = () => database.sql`update deliveries set claimed_until = now()`
const deliveries = () => database.sql`
  select status, attempts, deferrals, dead_reason, sent_at is not null as sent from deliveries order by id`

test('a batch of all outcomes settles each delivery and answers in order', async () => {
  const { db } = database
  const a = await recordAndClaim(db)
  const b = await recordAndClaim(db)
  const c = await recordAndClaim(db)
  const d = await recordAndClaim(db)
  const e = await recordAndClaim(db)
  const answers = await settleDeliveries(database.db, [
    settlementOf(e, rejected),
    settlementOf(a, accepted),
    { ...settlementOf(a), deliveryId: '01890000-0000-7000-8000-000000000000' },
    settlementOf(c, { outcome: 'not_sent', retryInMs: 1_000 }),
    settlementOf(b, { outcome: 'deferred', retryInMs: 2_000 }),
    settlementOf(d, { outcome: 'unknown', retryInMs: 3_000 }),
  ])
  expect(answers).toEqual([
    { status: 'dead', reason: 'rejected: 550 no' },
    { status: 'sent' },
    { status: 'stale' },
    { status: 'waiting', retryInMs: 1_000 },
    { status: 'waiting', retryInMs: 2_000 },
    { status: 'waiting', retryInMs: 3_000 },
  ])
  expect(await deliveries()).toEqual([
    { status: 'sent', attempts: 1, deferrals: 0, dead_reason: null, sent: true },
    { status: 'waiting', attempts: 1, deferrals: 1, dead_reason: null, sent: false },
    { status: 'waiting', attempts: 1, deferrals: 0, dead_reason: null, sent: false },
    { status: 'waiting', attempts: 1, deferrals: 1, dead_reason: null, sent: false },
    { status: 'dead', attempts: 1, deferrals: 0, dead_reason: 'rejected: 550 no', sent: false },
  ])
})

test.each([rejected, { outcome: 'deferred', retryInMs: 1_000 } as const])(
  'an attempt that was taken over does not change the delivery: $outcome',
  async outcome => {
    const lost = await recordAndClaim(database.db)
    await lapse()
    await claim(database.db, lost.deliveryId)
    expect(await settleDeliveries(database.db, [settlementOf(lost, outcome)])).toEqual([{ status: 'stale' }])
    expect(await deliveries()).toMatchObject([{ status: 'sending', attempts: 2, deferrals: 0 }])
    expect(await database.sql`select outcome from attempts order by number`).toEqual([
      { outcome: 'unknown' },
      { outcome: null },
    ])
  },
)

test('an acceptance counts whichever attempt reports it, and no retry follows', async () => {
  const lost = await recordAndClaim(database.db)
  await lapse()
  const next = await claim(database.db, lost.deliveryId)
  expect(await settleDeliveries(database.db, [settlementOf(lost, accepted)])).toEqual([{ status: 'sent' }])
  expect(await settleDeliveries(database.db, [settlementOf(next, rejected)])).toEqual([{ status: 'stale' }])
  expect(await deliveries()).toMatchObject([{ status: 'sent', dead_reason: null, sent: true }])
})

test('an attempt settled as unknown stays unknown, and stores the relay’s late reply', async () => {
  const lost = await recordAndClaim(database.db)
  await lapse()
  await claim(database.db, lost.deliveryId)
  const reply = { detail: '250 2.0.0 queued', smtpCode: 250 }
  await settleDeliveries(database.db, [settlementOf(lost, { ...accepted, ...reply })])
  const stored = { outcome: 'unknown', detail: reply.detail, smtp_code: 250 }
  const find = () => database.sql`select outcome, detail, smtp_code from attempts where number = 1`
  expect(await find()).toEqual([stored])
  await settleDeliveries(database.db, [settlementOf(lost, { ...rejected, detail: '550 no' })])
  expect(await find()).toEqual([stored])
})

test('a late acceptance makes a dead delivery sent', async () => {
  const lost = await recordAndClaim(database.db)
  await lapse()
  const next = await claim(database.db, lost.deliveryId)
  await settleDeliveries(database.db, [settlementOf(next, rejected)])
  expect(await settleDeliveries(database.db, [settlementOf(lost, accepted)])).toEqual([{ status: 'sent' }])
  expect(await deliveries()).toMatchObject([{ status: 'sent', dead_reason: null, sent: true }])
})

test('an acceptance wins over another outcome in the same call, in either order', async () => {
  for (const turn of [0, 1]) {
    const lost = await recordAndClaim(database.db)
    await database.sql`update deliveries set claimed_until = now() where id = ${lost.deliveryId}`
    const next = await claim(database.db, lost.deliveryId)
    const both = [settlementOf(lost, accepted), settlementOf(next, rejected)]
    const answers = await settleDeliveries(database.db, turn === 0 ? both : both.reverse())
    expect(answers[turn]).toEqual({ status: 'sent' })
    expect(answers[1 - turn]).toEqual({ status: 'stale' })
    expect(await database.sql`select status from deliveries where id = ${lost.deliveryId}`).toEqual([
      { status: 'sent' },
    ])
  }
})

test('a repeated settlement, in the same call or later, changes nothing', async () => {
  const claimed = await recordAndClaim(database.db)
  const settlement = settlementOf(claimed, accepted)
  const twice = await settleDeliveries(database.db, [settlement, settlement])
  expect(twice).toEqual([{ status: 'sent' }, { status: 'sent' }])
  const [before] = await database.sql`select * from deliveries`
  expect(await settleDeliveries(database.db, [settlement])).toEqual([{ status: 'sent' }])
  expect(await database.sql`select * from deliveries`).toEqual([before])
})

test.each([rejected, { outcome: 'deferred', retryInMs: 1_000 } as const])(
  'settling again after our answer was lost changes nothing and repeats the answer: $outcome',
  async outcome => {
    const settlement = settlementOf(await recordAndClaim(database.db), outcome)
    const first = await settleDeliveries(database.db, [settlement])
    const [before] = await database.sql`select * from deliveries`
    expect(await settleDeliveries(database.db, [settlement, settlement])).toEqual([...first, ...first])
    expect(await database.sql`select * from deliveries`).toEqual([before])
  },
)
