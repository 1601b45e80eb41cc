import { saveUsers, settleDeliveries } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimAll, createDirectory, recordAndClaim, recordForAlice, settlementOf } from '../deliveries.ts'
import { alice } from '../people.ts'
import type { TestDatabase } from '../servers/database.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

const ends = [
  {
    reason: 'the link was redeemed already',
    statement: 'update links set redeemed_at = now()',
  },
  {
    reason: 'the link was revoked',
    statement: 'update links set revoked_at = now()',
  },
  {
    reason: 'the deadline passed before the mail could be sent',
    statement: 'update deliveries set deadline = now()',
  },
]

test.each(ends)(
  'no attempt begins when $reason: the delivery ends dead with that reason, and stays dead',
  async ({ reason, statement }) => {
    const [link] = await recordForAlice(database.db, 1)
    await database.sql.unsafe(statement)
    const ids = [link?.deliveryId as string]
    for (const _turn of [1, 2])
      expect(await claimAll(database.db, ids)).toEqual([{ verdict: 'dead', reason, attempts: 0 }])
    expect(await database.sql`select status, attempts, dead_reason from deliveries`).toEqual([
      { status: 'dead', attempts: 0, dead_reason: reason },
    ])
    expect(await database.sql`select * from attempts`).toEqual([])
    expect(await database.sql`select expires_at, key_id from links`).toEqual([
      { expires_at: null, key_id: null },
    ])
  },
)

test.each([
  { loss: 'the address', change: { email: null } },
  { loss: 'its verification', change: { emailVerified: false } },
])('no attempt begins when the person has lost $loss', async ({ change }) => {
  const [link] = await recordForAlice(database.db, 1)
  await saveUsers(database.db, [{ ...alice, ...change }])
  expect(await claimAll(database.db, [link?.deliveryId as string])).toEqual([
    { verdict: 'dead', reason: 'the person has no verified address any more', attempts: 0 },
  ])
})

test('past the deadline a delivery with an unsettled attempt ends dead, and the reason adds that the mail may have arrived', async () => {
  const { deliveryId } = await recordAndClaim(database.db)
  await database.sql`update deliveries set deadline = now(), claimed_until = now()`
  const reason =
    'the deadline passed before the mail could be sent; the answer to an attempt was lost: the mail may have arrived'
  expect(await claimAll(database.db, [deliveryId])).toEqual([{ verdict: 'dead', reason, attempts: 1 }])
  expect(await database.sql`select outcome from attempts`).toEqual([{ outcome: 'unknown' }])
})

test.each(ends)(
  'when $reason after the answer to an attempt was lost, the reason adds that the mail may have arrived',
  async ({ reason, statement }) => {
    const lost = await recordAndClaim(database.db)
    await settleDeliveries(database.db, [settlementOf(lost, { outcome: 'unknown' })])
    await database.sql.unsafe(statement)
    expect(await claimAll(database.db, [lost.deliveryId])).toMatchObject([
      { verdict: 'dead', reason: `${reason}; the answer to an attempt was lost: the mail may have arrived` },
    ])
  },
)

test('a link redeemed while its mail is being sent does not end that attempt', async () => {
  const { deliveryId } = await recordAndClaim(database.db)
  await database.sql`update links set redeemed_at = now()`
  expect(await claimAll(database.db, [deliveryId])).toMatchObject([{ verdict: 'busy' }])
  expect(await database.sql`select status, dead_reason from deliveries`).toEqual([
    { status: 'sending', dead_reason: null },
  ])
})
