import { type AttemptOutcome, settleDeliveries } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claim, createDirectory, recordAndClaim, settlementOf } from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

const ends: { outcome: AttemptOutcome; reason: string }[] = [
  { outcome: 'deferred', reason: 'the deadline comes before the next try: 451 4.7.1 later' },
  { outcome: 'not_sent', reason: 'the deadline comes before the next try: 451 4.7.1 later' },
  {
    outcome: 'unknown',
    reason:
      'the deadline comes before the next try: 451 4.7.1 later; the answer to an attempt was lost: the mail may have arrived',
  },
]

test.each(ends)(
  '$outcome with a retry after the deadline is tried for the last time half a minute before it',
  async ({ outcome }) => {
    const claimed = await recordAndClaim(database.db)
    const late = settlementOf(claimed, { outcome, retryInMs: 3_601_000 })
    expect(await settleDeliveries(database.db, [late])).toEqual([
      { status: 'waiting', retryInMs: expect.closeTo(3_570_000, -5) },
    ])
    expect(
      await database.sql`
        select status, abs(extract(epoch from deadline - due_at) - 30) < 0.01 as before from deliveries`,
    ).toEqual([{ status: 'waiting', before: true }])
  },
)

test.each(ends)(
  '$outcome with a retry after the deadline ends dead with the reason if the time for the last try is over',
  async ({ outcome, reason }) => {
    const claimed = await recordAndClaim(database.db)
    await database.sql`
      update deliveries set created_at = created_at - interval '3590 s', deadline = deadline - interval '3590 s'`
    const late = settlementOf(claimed, { outcome, retryInMs: 11_000 })
    expect(await settleDeliveries(database.db, [late])).toEqual([{ status: 'dead', reason }])
    expect(await database.sql`select status, dead_reason, due_at, claimed_until from deliveries`).toEqual([
      { status: 'dead', dead_reason: reason, due_at: null, claimed_until: null },
    ])
  },
)

test.each(ends)('$outcome with a retry before the deadline waits', async ({ outcome }) => {
  const claimed = await recordAndClaim(database.db)
  const timely = settlementOf(claimed, { outcome, retryInMs: 3_500_000 })
  expect(await settleDeliveries(database.db, [timely])).toEqual([{ status: 'waiting', retryInMs: 3_500_000 }])
})

test.each(['rejected', 'deferred', 'not_sent'] as const)(
  'if the answer to an earlier attempt was lost, the reason of a death by %s adds that the mail may have arrived',
  async outcome => {
    const lost = await recordAndClaim(database.db)
    await settleDeliveries(database.db, [settlementOf(lost, { outcome: 'unknown' })])
    const last = await claim(database.db, lost.deliveryId)
    const [settled] = await settleDeliveries(database.db, [settlementOf(last, { outcome, retryInMs: null })])
    expect(settled).toMatchObject({
      status: 'dead',
      reason: expect.stringMatching(/; the answer to an attempt was lost: the mail may have arrived$/),
    })
  },
)

test('an acceptance counts even after the deadline', async () => {
  const claimed = await recordAndClaim(database.db)
  await database.sql`update deliveries set deadline = now()`
  const accepted = settlementOf(claimed, { outcome: 'accepted', retryInMs: null })
  expect(await settleDeliveries(database.db, [accepted])).toEqual([{ status: 'sent' }])
})
