import {
  countDeadLetters,
  type Discarded,
  discardDeadLetters,
  type Redriven,
  redriveDeadLetters,
} from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDeadLetter, killDelivery } from '../dead-letters.ts'
import { createDirectory } from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'
import { openTransaction } from './open-transaction.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

async function deadLetters(count: number): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < count; n++) ids.push(await createDeadLetter(database))
  return ids
}

async function all<Batch>(batches: AsyncIterable<Batch>): Promise<Batch[]> {
  const read: Batch[] = []
  for await (const batch of batches) read.push(batch)
  return read
}

const statuses = async () =>
  (await database.sql`select status from deliveries order by dead_at, id`).map(({ status }) => status)

test('all are redriven once in batches, the earliest dead first', async () => {
  const ids = await deadLetters(5)
  const batches = await all(redriveDeadLetters(database.db, {}, { batchSize: 2 }))
  expect(batches.map(batch => batch.length)).toEqual([2, 2, 1])
  expect(batches.flat()).toEqual(ids.map(deliveryId => ({ deliveryId, outcome: 'redriven' })))
  expect(await statuses()).toEqual(Array(5).fill('queued'))
  expect(await all(redriveDeadLetters(database.db, {}))).toEqual([])
})

test('redriving all ends even if each delivery dies again at once', async () => {
  const ids = await deadLetters(4)
  const seen: Redriven[] = []
  for await (const batch of redriveDeadLetters(database.db, {}, { batchSize: 1 })) {
    seen.push(...batch)
    if (seen.length > ids.length) break
    for (const { deliveryId } of batch) await killDelivery(database, deliveryId)
  }
  expect(seen.map(({ deliveryId }) => deliveryId)).toEqual(ids)
  expect(await database.sql`select distinct status, attempts from deliveries`).toEqual([
    { status: 'dead', attempts: 2 },
  ])
})

test('a delivery that dies after the start is not redriven, even if the filter matches', async () => {
  await deadLetters(1)
  const batches = redriveDeadLetters(database.db, { until: '2999-01-01T00:00:00Z' }, { batchSize: 1 })
  await batches.next()
  const later = await createDeadLetter(database)
  expect(await all(batches)).toEqual([])
  expect(await database.sql`select status from deliveries where id = ${later}`).toEqual([{ status: 'dead' }])
})

test('deliveries that cannot be redriven stay dead with the reason, and others are redriven', async () => {
  const [redeemed, revoked, fine] = await deadLetters(3)
  const { sql } = database
  await sql`update links set redeemed_at = now() where id = (select link_id from deliveries where id = ${redeemed as string})`
  await sql`update links set revoked_at = now() where id = (select link_id from deliveries where id = ${revoked as string})`
  expect((await all(redriveDeadLetters(database.db, {}, { batchSize: 1 }))).flat()).toEqual([
    { deliveryId: redeemed, outcome: 'redeemed' },
    { deliveryId: revoked, outcome: 'revoked' },
    { deliveryId: fine, outcome: 'redriven' },
  ])
})

test('only matching deliveries are redriven or discarded', async () => {
  const elsewhere = await createDeadLetter(database, { relay: 'other:25' })
  const [first, second] = await deadLetters(2)
  expect(await all(redriveDeadLetters(database.db, { relay: 'other:25' }))).toEqual([
    [{ deliveryId: elsewhere, outcome: 'redriven' }],
  ])
  expect(await all(discardDeadLetters(database.db, { relay: 'relay:25' }, { batchSize: 1 }))).toEqual<
    Discarded[][]
  >([
    [{ deliveryId: first as string, outcome: 'discarded' }],
    [{ deliveryId: second as string, outcome: 'discarded' }],
  ])
  expect(await countDeadLetters(database.db, {})).toMatchObject({ count: 0 })
})

test('a mail may have arrived if the answer to any attempt was lost, even before a redrive', async () => {
  const id = await createDeadLetter(database, { outcome: 'unknown' })
  await all(redriveDeadLetters(database.db, {}))
  await killDelivery(database, id)
  await createDeadLetter(database)
  expect(await countDeadLetters(database.db, { outcome: 'rejected' })).toMatchObject({
    count: 2,
    maybeArrived: 1,
  })
})

test.each([
  ['redriven', redriveDeadLetters],
  ['discarded', discardDeadLetters],
])(
  'a delivery that another transaction has locked is busy, and all others are %s',
  async (outcome, change) => {
    const [first, locked, last] = await deadLetters(3)
    const other = await openTransaction(database, `select from deliveries where id = '${locked}' for update`)
    expect((await all<unknown[]>(change(database.db, {}))).flat()).toEqual([
      { deliveryId: first, outcome },
      { deliveryId: locked, outcome: 'busy' },
      { deliveryId: last, outcome },
    ])
    await other.end()
    expect((await all<unknown[]>(change(database.db, {}))).flat()).toEqual([{ deliveryId: locked, outcome }])
  },
)

test('two concurrent redrives of all redrive each delivery once', async () => {
  await deadLetters(6)
  const both = await Promise.all([1, 2].map(() => all(redriveDeadLetters(database.db, {}, { batchSize: 2 }))))
  const redriven = both.flat(2).filter(({ outcome }) => outcome === 'redriven')
  expect(redriven).toHaveLength(6)
  expect(await database.sql`select count(*)::int from events where type = 'delivery.redriven'`).toEqual([
    { count: 6 },
  ])
})
