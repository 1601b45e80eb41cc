import { dropExpired, keepPartitionsAhead, recordLinks } from '@passlink/store'
import { deleteExpired } from '@passlink/worker'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createDirectory, request, unlimited } from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'
import { agedDeliveries, agesOf, expiriesFor, scanning } from './aged-deliveries.ts'
import { openTransaction } from './open-transaction.ts'
import { day, partitionedSince, partitionsOf } from './partitioned.ts'

let database: TestDatabase
let aged: ReturnType<typeof agedDeliveries>
beforeAll(async () => {
  database = await createDirectory()
  aged = agedDeliveries(database)
  await partitionedSince(database, 16)
})
afterAll(() => database?.drop())

const isThere = async (table: string) =>
  (await database.sql`select to_regclass(${table}) is not null as is`)[0]?.is

beforeEach(async () => {
  await database.sql`delete from links`
})

test('partitions of every month since then exist, and three ahead', async () => {
  for (const table of ['links', 'deliveries', 'attempts']) {
    const names = await partitionsOf(database, table)
    expect(names.length).toBeGreaterThanOrEqual(17)
    expect(names.at(-1)).toBe(`${table}_default`)
    const ahead = new Date()
    ahead.setUTCMonth(ahead.getUTCMonth() + 3, 1)
    expect(names.at(-2)).toBe(`${table}_${ahead.toISOString().slice(0, 7).replace('-', '_')}`)
  }
  expect(await keepPartitionsAhead(database.db)).toEqual({ made: [], lacksRights: false })
})

test('what must be kept is kept: its partition is emptied row by row, and dropped when nothing is left to keep', async () => {
  const { db, sql } = database
  const open = await aged.recordAged(445, { status: 'waiting' })
  const redriven = await aged.recordAged(445, { redrivenDays: 5 })
  const ended = await aged.recordAged(445)
  const place = {
    links: await aged.partitionOf('links', open.linkId),
    deliveries: await aged.partitionOf('deliveries', open.id),
  }
  const expire = async () => {
    const { rowsIn, deleted } = await dropExpired(db, agesOf(400), scanning)
    await deleteExpired(db, expiriesFor(400, rowsIn), scanning)
    return { deleted, rowsIn }
  }
  const { rowsIn } = await expire()
  expect(rowsIn.links).toContain(place.links)
  expect(rowsIn.deliveries).toContain(place.deliveries)
  expect(await aged.left([open])).toEqual({ links: 1, deliveries: 1, attempts: 1 })
  expect(await aged.left([redriven])).toMatchObject({ links: 1, deliveries: 1 })
  expect(await aged.left([ended])).toEqual({ links: 0, deliveries: 0, attempts: 0 })

  await sql`update deliveries set status = 'sent', redriven_at = null where id in ${sql([open.id, redriven.id])}`
  // Each link still counts while its delivery is dropped with its partition.
  expect(await expire()).toMatchObject({ deleted: 4 })
  expect(await aged.left([open, redriven])).toEqual({ links: 0, deliveries: 0, attempts: 0 })
  for (const name of Object.values(place)) expect([name, await isThere(name)]).toEqual([name, false])
})

test('partitions that have expired are dropped with all their rows, and no other', async () => {
  const { db } = database
  const gone = [await aged.recordAged(365), await aged.recordAged(365, { status: 'dead' })]
  // A later notice about an old link.
  const [first] = gone
  const notice = await aged.recordAged(100, { link: first?.linkId as string })
  const kept = await aged.recordAged(100)
  const today = await recordLinks(db, [request], unlimited)
  const places = await Promise.all(gone.map(({ linkId }) => aged.partitionOf('links', linkId)))
  const { deleted, rowsIn } = await dropExpired(db, agesOf(330), scanning)
  // Two deliveries, the link that has no other delivery, and the attempts of the two others.
  expect(deleted).toBe(5)
  expect(rowsIn).toEqual({
    links: ['links_default'],
    deliveries: ['deliveries_default'],
    attempts: ['attempts_default'],
    events: ['events_first', 'events_default'],
  })
  expect(await aged.left([...gone, notice])).toEqual({ links: 0, deliveries: 0, attempts: 0 })
  // Attempts have an age of their own.
  expect(await aged.left([kept])).toEqual({ links: 1, deliveries: 1, attempts: 0 })
  expect(today).toMatchObject([{ outcome: 'recorded' }])
  for (const place of places) expect(await isThere(place)).toBe(false)
  // Attempts at a delivery that is redriven have a place.
  await database.sql`insert into attempts (delivery_id, number) values (${kept.id}, 2)`
  expect(await dropExpired(db, agesOf(330), scanning)).toMatchObject({ deleted: 0 })
  expect((await aged.left([kept]))?.attempts).toBe(1)
})

test('events are dropped when the last of their partition is old', async () => {
  const { db, sql } = database
  const add = (days: number) => sql`
    insert into events (user_id, organization_id, type, data, at)
    values ('alice', 'acme', 'x', '{}', ${new Date(Date.now() - days * day)})`
  await sql`delete from events`
  for (const days of [300, 290]) await add(days)
  expect(await dropExpired(db, agesOf(330), scanning)).toMatchObject({ deleted: 0 })
  const [, next] = await partitionsOf(database, 'events')
  await sql.unsafe(`alter sequence events_sequence_seq restart with ${next?.slice(7)}`)
  await add(0)
  expect(await dropExpired(db, agesOf(330), scanning)).toMatchObject({ deleted: 2 })
  expect(await isThere('events_first')).toBe(false)
  expect(await sql`select at > now() - interval '1 hour' as recent from events`).toEqual([{ recent: true }])
  // Sequences have come nearer to the end.
  expect((await keepPartitionsAhead(db)).made.length).toBeGreaterThan(0)
})

test('another transaction keeps a partition from being dropped until the next time, and calls wait for no longer than a moment', async () => {
  const { db } = database
  const old = await aged.recordAged(240)
  const place = await aged.partitionOf('deliveries', old.id)
  const reading = await openTransaction(database, `select from "${place}"`)
  const dropping = dropExpired(db, agesOf(200), scanning)
  expect(await recordLinks(db, [request], unlimited)).toMatchObject([{ outcome: 'recorded' }])
  const { deleted, rowsIn } = await dropping
  // The attempt has a partition of its own.
  expect(deleted).toBe(1)
  expect(rowsIn.deliveries).toEqual(['deliveries_default'])
  expect(rowsIn.links).toEqual(['links_default'])
  await reading.end()
  expect((await dropExpired(db, agesOf(200), scanning)).deleted).toBe(2)
  expect(await isThere(place)).toBe(false)
})
