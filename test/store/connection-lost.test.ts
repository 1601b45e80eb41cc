import { recordLinks, settleDeliveries } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectory, recordAndClaim, request, settlementOf, unlimited } from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

const endConnections = () => database.sql`
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and application_name = 'passlink'`

test('a process survives the loss of its connections at any point in transactions, and continues to work', async () => {
  const claimed = await recordAndClaim(database.db)
  const settlement = settlementOf(claimed, { outcome: 'accepted', retryInMs: null })
  let ended = 0
  const endings = (async () => {
    for (; ended < 25; ended += 1) await endConnections()
  })()
  let failures = 0
  while (ended < 25) {
    const calls = [
      ...Array.from({ length: 8 }, () => recordLinks(database.db, [request], unlimited)),
      settleDeliveries(database.db, [settlement]),
    ]
    const settled = await Promise.allSettled<unknown>(calls)
    failures += settled.filter(({ status }) => status === 'rejected').length
  }
  await endings
  expect(failures).toBeGreaterThan(0)
  expect(await settleDeliveries(database.db, [settlement])).toEqual([{ status: 'sent' }])
})
