import { countDeadLetters, discardDeliveries, listDeadLetters, redriveDeliveries } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDeadLetter } from '../dead-letters.ts'
import { claimAll, createDirectory, recordAndClaim, recordForAlice } from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

test('a discarded delivery is neither listed nor redriven nor claimed, and keeps its reason', async () => {
  const { db, sql } = database
  const id = await createDeadLetter(database)
  expect(await discardDeliveries(db, [id])).toEqual(['discarded'])
  expect(await listDeadLetters(db, {}, { limit: 1 })).toEqual([])
  expect(await countDeadLetters(db, {})).toMatchObject({ count: 0 })
  expect(await redriveDeliveries(db, [id])).toEqual(['discarded'])
  expect(await claimAll(db, [id])).toEqual([
    { verdict: 'dead', attempts: 1, reason: 'discarded: rejected: 550 5.1.1 no such mailbox' },
  ])
  expect(await sql`select status, attempts from deliveries`).toEqual([{ status: 'dead', attempts: 1 }])
})

test('discarding again changes neither the time nor the reason, and adds no event', async () => {
  const { db, sql } = database
  const id = await createDeadLetter(database)
  await discardDeliveries(db, [id, id])
  const before = await sql`select * from deliveries`
  expect(await discardDeliveries(db, [id])).toEqual(['discarded'])
  expect(await sql`select * from deliveries`).toEqual(before)
  expect(
    await sql`select user_id, organization_id, link_id, data from events where type = 'delivery.discarded'`,
  ).toEqual([
    {
      user_id: 'alice',
      organization_id: 'acme',
      link_id: before[0]?.link_id,
      data: { deliveryId: id, attempts: 1 },
    },
  ])
})

test('open and sent deliveries are unchanged, and answers are in the order of the ids', async () => {
  const { db, sql } = database
  const dead = await createDeadLetter(database)
  const sending = await recordAndClaim(db)
  const [queued, sent] = (await recordForAlice(db, 2)).map(link => link.deliveryId) as [string, string]
  await sql`update deliveries set status = 'sent', sent_at = now() where id = ${sent}`
  const unknownId = '01890000-0000-7000-8000-000000000000'
  expect(await discardDeliveries(db, [sent, unknownId, sending.deliveryId, dead, queued])).toEqual([
    'sent',
    'unknown',
    'open',
    'discarded',
    'open',
  ])
  expect(await sql`select id from deliveries where discarded_at is not null`).toEqual([{ id: dead }])
})

test('of a concurrent redrive and discard the second is answered with the result of the first', async () => {
  const { db, sql } = database
  for (let turn = 0; turn < 10; turn++) {
    const id = await createDeadLetter(database)
    const [[redriven], [discarded]] = await Promise.all([
      redriveDeliveries(db, [id]),
      discardDeliveries(db, [id]),
    ])
    const [row] =
      await sql`select status, discarded_at is not null as is_discarded from deliveries where id = ${id}`
    expect([
      { redriven: 'redriven', discarded: 'open', status: 'queued', is_discarded: false },
      { redriven: 'discarded', discarded: 'discarded', status: 'dead', is_discarded: true },
    ]).toContainEqual({ redriven, discarded, ...row })
  }
})
