import { dropExpired, keepPartitionsAhead, recordLinks } from '@passlink/store'
import { deleteExpired } from '@passlink/worker'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createDirectory, type MailedLink, request, unlimited } from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'
import { agedDeliveries, agesOf, expiriesFor, scanning } from './aged-deliveries.ts'
import { day, idOf, partitionedSince, partitionsOf } from './partitioned.ts'

let database: TestDatabase
let aged: ReturnType<typeof agedDeliveries>
beforeAll(async () => {
  database = await createDirectory()
  aged = agedDeliveries(database)
  await partitionedSince(database, 6)
})
afterAll(() => database?.drop())
afterEach(() => {
  vi.useRealTimers()
})

const inDays = (days: number) => new Date(Date.now() + days * day)
const setClock = (now: Date) => vi.useFakeTimers({ toFake: ['Date'], now })

async function expire(days: number) {
  const { rowsIn, deleted, failures } = await dropExpired(database.db, agesOf(days), scanning)
  return { deleted, failures, swept: await deleteExpired(database.db, expiriesFor(days, rowsIn), scanning) }
}

test('a worker whose clock is a year ahead deletes nothing that has not expired by the clock of the database', async () => {
  const { db, sql } = database
  const recent = await aged.recordAged(20)
  const [link] = (await recordLinks(db, [request], unlimited)) as [MailedLink]
  await sql`update deliveries set status = 'sent' where id = ${link.deliveryId}`
  await sql`
    insert into deliveries (id, of_user_id, of_organization_id, request_id, created_at, deadline, status)
    values (${idOf(inDays(-20))}, 'alice', 'acme', 'r', ${inDays(-20)}, ${inDays(-20)}, 'sent')`
  const before = await sql`select id from deliveries order by id`
  setClock(inDays(365))
  expect(await expire(200)).toEqual({ deleted: 0, failures: [], swept: 0 })
  expect(await sql`select id from deliveries order by id`).toEqual(before)
  const links = [recent, { id: link.deliveryId, linkId: link.linkId }]
  expect(await aged.left(links)).toMatchObject({ links: 2, deliveries: 2 })
})

test('a link that a clock far behind made is kept until it has expired by the clock of the database', async () => {
  const { sql } = database
  const linkId = idOf(inDays(-100))
  await sql`insert into links (id, user_id, organization_id) values (${linkId}, 'alice', 'acme')`
  const notice = await aged.recordAged(0, { link: linkId })
  expect(await aged.partitionOf('links', linkId)).not.toBe('links_first')
  await expire(62)
  expect(await aged.left([notice])).toMatchObject({ links: 1, deliveries: 1 })
})

test('rows that a clock far ahead made stay in the default partition, and the rows around them get partitions', async () => {
  const { db, sql } = database
  const insert = async (at: Date) => {
    const id = idOf(at)
    await sql`insert into links (id, user_id, organization_id) values (${id}, 'alice', 'acme')`
    return aged.partitionOf('links', id)
  }
  const end = new Date()
  end.setUTCMonth(end.getUTCMonth() + 4, 10)
  const near = (hours: number) => new Date(end.getTime() + hours * 3_600_000)
  expect(await insert(near(0))).toBe('links_default')
  expect(await insert(near(2))).toBe('links_default')
  const nextMonth = new Date()
  nextMonth.setUTCMonth(nextMonth.getUTCMonth() + 1, 1)
  setClock(nextMonth)
  const { made } = await keepPartitionsAhead(db)
  vi.useRealTimers()
  const month = `links_${end.toISOString().slice(0, 7).replace('-', '_')}`
  expect(made.filter(name => name.startsWith('links'))).toEqual([
    month,
    expect.stringMatching(/^links_[0-9a-f]{12}/),
  ])
  expect(await insert(near(-1))).toBe(month)
  expect(await insert(near(1))).toBe('links_default')
  expect(await insert(near(3))).toBe(made[1])
  expect((await partitionsOf(database, 'links')).at(-1)).toBe('links_default')
})
