import { dropExpired, keepPartitionsAhead } from '@passlink/store'
import { createDeletionRound } from '@passlink/worker'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectory } from '../deliveries.ts'
import { eventually } from '../eventually.ts'
import { createLogLines } from '../log-lines.ts'
import type { TestDatabase } from '../servers/database.ts'
import { agedDeliveries, agesOf, retentionOf, scanning } from './aged-deliveries.ts'
import { openTransaction } from './open-transaction.ts'
import { day, partitionedSince, partitionsOf } from './partitioned.ts'

let database: TestDatabase
let aged: ReturnType<typeof agedDeliveries>
beforeEach(async () => {
  database = await createDirectory()
  aged = agedDeliveries(database)
  await partitionedSince(database, 10)
})
afterEach(() => database?.drop())

const isThere = async (table: string) =>
  (await database.sql`select to_regclass(${table}) is not null as is`)[0]?.is

const { signal } = scanning

test('a partition that cannot be dropped keeps neither the others nor what is deleted row by row from going', async () => {
  const { db, sql } = database
  const [seen, other] = [await aged.recordAged(240), await aged.recordAged(205)]
  const [place, otherPlace] = await Promise.all(
    [seen, other].map(({ id }) => aged.partitionOf('deliveries', id)) as [Promise<string>, Promise<string>],
  )
  expect(place).not.toBe(otherPlace)
  await sql.unsafe(`create view seen as select id from "${place}"`)
  await sql`
    insert into idempotency_keys (caller, key, request_hash, link_id, created_at)
    values ('caller', 'key', '', ${other.linkId}, now() - interval '9 days')`
  const { log } = createLogLines()
  const round = createDeletionRound(db, retentionOf(150), log)
  await expect(round(signal)).rejects.toThrow(`cannot drop table ${place}`)
  expect(await isThere(place)).toBe(true)
  expect(await isThere(otherPlace)).toBe(false)
  expect(await sql`select from idempotency_keys`).toEqual([])
  // Its links are not deleted one by one: they go with the next try.
  expect(await aged.left([seen])).toMatchObject({ links: 1, deliveries: 1 })
  await sql`drop view seen`
  await round(signal)
  expect(await isThere(place)).toBe(false)
  expect(await aged.left([seen])).toEqual({ links: 0, deliveries: 0, attempts: 0 })
})

test('a partition that another process has dropped meanwhile is gone, and no failure', async () => {
  const { db, sql } = database
  const links = [await aged.recordAged(240), await aged.recordAged(205)]
  const places = await Promise.all(links.map(({ linkId }) => aged.partitionOf('links', linkId)))
  // First before the links of the older partition are scanned.
  const rest = async () => {
    if (!(await isThere(places[1] as string))) return
    await sql.unsafe(`alter table links detach partition "${places[1]}"; drop table "${places[1]}"`)
  }
  const { failures, blocked } = await dropExpired(db, agesOf(150), { signal, rest })
  expect({ failures, blocked }).toEqual({ failures: [], blocked: [] })
  for (const place of places) expect(await isThere(place)).toBe(false)
})

test('nothing is to be deleted row by row in a partition that was dropped in the same round', async () => {
  const ages = { ...agesOf(150), attempts: 500 * day }
  const { rowsIn, failures } = await dropExpired(database.db, ages, scanning)
  expect(await isThere('attempts_first')).toBe(false)
  expect(rowsIn.attempts).toEqual(['attempts_default'])
  expect(failures).toEqual([])
})

test('a redrive keeps the partition of its delivery from being dropped, and no other', async () => {
  const { db, sql } = database
  const [old, older] = [await aged.recordAged(205), await aged.recordAged(240)]
  const places = await Promise.all([old, older].map(({ id }) => aged.partitionOf('deliveries', id)))
  const redriven = (id: string) => sql`
    insert into events (user_id, organization_id, type, data)
    values ('alice', 'acme', 'delivery.redriven', ${sql.json({ deliveryId: id, attempts: 1 })})`
  const recent = await aged.recordAged(1)
  await redriven(recent.id)
  await redriven(older.id)
  const { blocked } = await dropExpired(db, agesOf(150), scanning)
  expect(blocked).toContain(places[1])
  expect(await isThere(places[1] as string)).toBe(true)
  expect(await isThere(places[0] as string)).toBe(false)
})

test('a partition that stays blocked is named from the second round on', async () => {
  const { db } = database
  const old = await aged.recordAged(205)
  const place = await aged.partitionOf('deliveries', old.id)
  const reading = await openTransaction(database, `select from "${place}"`)
  const { log, lines } = createLogLines()
  const warnings = () => lines.filter(line => line.includes('old partitions not dropped'))
  const round = createDeletionRound(db, retentionOf(150), log)
  await round(signal)
  expect(warnings()).toEqual([])
  await round(signal)
  expect(warnings()).toEqual([expect.stringContaining(place)])
  await reading.end()
  await round(signal)
  expect(warnings()).toHaveLength(1)
  expect(await isThere(place)).toBe(false)
})

test('of two workers that make partitions at once one makes them, and the other has nothing to do', async () => {
  const { db, sql } = database
  const last = (await partitionsOf(database, 'links')).at(-2) as string
  await sql.unsafe(`alter table links detach partition "${last}"; drop table "${last}"`)
  const locking = await openTransaction(database, 'lock table links_default in share update exclusive mode')
  const making = Promise.all([keepPartitionsAhead(db), keepPartitionsAhead(db)])
  making.catch(() => {})
  await eventually(async () => {
    const waiting = await sql`
      select from pg_stat_activity
      where datname = current_database() and application_name = 'passlink' and wait_event_type = 'Lock'`
    expect(waiting).toHaveLength(2)
  })
  await locking.end()
  expect((await making).flatMap(({ made }) => made)).toEqual([last])
})
