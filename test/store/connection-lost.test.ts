import { readDatabaseUrl } from '@passlink/runtime'
import { keepPartitionsAhead, openDatabase, recordLinks, settleDeliveries } from '@passlink/store'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { createDirectory, recordAndClaim, request, settlementOf, unlimited } from '../deliveries.ts'
import { eventually } from '../eventually.ts'
import type { TestDatabase } from '../servers/database.ts'
import { openGate } from '../servers/gate.ts'
import { openTransaction } from './open-transaction.ts'
import { partition, partitionsOf } from './partitioned.ts'

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

test('a process survives that its connection is cut off while it makes partitions, and makes them later', async () => {
  const { sql } = database
  await partition(database)
  const last = (await partitionsOf(database, 'links')).at(-2) as string
  await sql.unsafe(`alter table links detach partition "${last}"; drop table "${last}"`)
  const gate = await openGate(database.url)
  const { db, close } = openDatabase(readDatabaseUrl(gate.url))
  onTestFinished(async () => {
    await close()
    await gate.shut()
  })
  const locking = await openTransaction(database, 'lock table links_default in share update exclusive mode')
  const making = keepPartitionsAhead(db)
  making.catch(() => {})
  await eventually(async () => {
    const waiting = await sql`
      select from pg_stat_activity
      where datname = current_database() and application_name = 'passlink' and wait_event_type = 'Lock'`
    expect(waiting).toHaveLength(1)
  })
  await gate.shut()
  await expect(making).rejects.toThrow(/CONNECTION_CLOSED|ECONNREFUSED/)
  await gate.open()
  await locking.end()
  expect(await eventually(() => keepPartitionsAhead(db))).toMatchObject({ made: [last] })
})
