import { deleteUsers } from '@passlink/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { type App, createPasslink, type Passlink } from '../passlink.ts'
import { createDatabase, type TestDatabase } from '../servers/database.ts'
import { startAsking } from './asking.ts'
import { describeTable } from './described-table.ts'
import { openTransaction } from './open-transaction.ts'
import { day, idOf, partition, partitionsOf } from './partitioned.ts'
import { columnsOfTables, digestRows, fillWithEveryState } from './rows-of-every-state.ts'

const tables = ['links', 'deliveries', 'attempts', 'events']

const closing: (() => Promise<unknown>)[] = []
let passlink: Passlink
let database: TestDatabase
let plain: TestDatabase
let api: App
let token: string
beforeAll(async () => {
  plain = await createDatabase()
  passlink = await createPasslink('postgres')
  database = passlink.database
  token = await passlink.issuer.token('alice')
  await fillWithEveryState(database)
  // What is open is not due, so that workers leave it alone.
  await database.sql`
    update deliveries set status = 'sent', due_at = null, claimed_until = null, sent_at = now()
    where status in ('queued', 'sending', 'waiting')`
  await database.sql`create role ${database.sql(reader)}`
  await database.sql`grant select on links to ${database.sql(reader)}`
  await database.sql`grant select (status) on deliveries to ${database.sql(reader)}`
  api = await passlink.startApi()
  await passlink.startWorker()
})
afterAll(async () => {
  for (const close of closing.splice(0).reverse()) await close()
  if (!database) return
  await database.sql`drop owned by ${database.sql(reader)}`
  await database.sql`drop role ${database.sql(reader)}`
  await passlink?.stop()
  await plain?.drop()
})

const reader = `reader_${process.pid}`
test('tables with links in every state are partitioned while calls and mails go on: none fails, nothing is lost', async () => {
  const columns = await columnsOfTables(database)
  const before = await digestRows(database, columns)
  const [{ last }] = await database.sql<[{ last: string }]>`select max(sequence) as last from events`
  const asking = startAsking(api, token)
  closing.push(asking.stop)
  await asking.again()
  // A dump: the partitioning waits for it, and lets calls go on.
  const reading = await openTransaction(database, 'select from links limit 1')
  closing.push(reading.end)
  const messages: string[] = []
  const migrated = partition(database, { pauseMs: 500, onBlocked: text => messages.push(text) })
  migrated.catch(() => {})
  await eventually(() => expect(messages[0]).toContain('migration partition_links waits for a lock'), 30_000)
  await asking.again()
  await reading.end()
  await migrated
  await asking.again()
  const statuses = await asking.stop()
  const asked = statuses.length
  expect(new Set(statuses)).toEqual(new Set([200]))

  await eventually(() => expect(passlink.relay.mails).toHaveLength(asked))
  expect(await digestRows(database, columns)).toEqual(before)
  expect(
    await database.sql`select count(*)::int, count(distinct link_id)::int as links from events where sequence > ${last} and type = 'link.requested'`,
  ).toEqual([{ count: asked, links: asked }])
})

test('every column, constraint and index is that of tables that are not partitioned, on each partition too', async () => {
  for (const table of tables) {
    const wanted = await describeTable(plain, table)
    const { constraints, ...is } = await describeTable(database, table)
    const onPartitionsOnly = /^attempts_delivery_id_deliveries_id_fk/
    expect({ ...is, constraints, storage: wanted.storage }).toEqual({
      ...wanted,
      constraints: wanted.constraints.filter(line => !onPartitionsOnly.test(line)),
    })
    const partitions = await partitionsOf(database, table)
    expect(partitions.length).toBeGreaterThanOrEqual(4)
    const unnamed = await describeTable(plain, table, { table: `${table} itself` })
    for (const name of partitions)
      expect([name, await describeTable(database, name, { table: `${table} itself` })]).toEqual([
        name,
        JSON.parse(JSON.stringify(unnamed)),
      ])
  }
  for (const table of ['challenges'])
    expect(await describeTable(database, table)).toEqual(await describeTable(plain, table))
  expect(
    await database.sql`
    select conrelid::regclass, conname from pg_constraint where conparentid = 0 and not convalidated`,
  ).toEqual([])
  expect(
    await database.sql`
    select has_table_privilege(${reader}, 'links', 'select') as links,
      has_column_privilege(${reader}, 'deliveries', 'status', 'select') as status,
      has_column_privilege(${reader}, 'deliveries', 'id', 'select') as id`,
  ).toEqual([{ links: true, status: true, id: false }])
})

test('partitioning again changes nothing', async () => {
  const before = await Promise.all(tables.map(table => partitionsOf(database, table)))
  await partition(database)
  expect(await Promise.all(tables.map(table => partitionsOf(database, table)))).toEqual(before)
})

test('deleting a person deletes links, deliveries and attempts in all partitions', async () => {
  const { sql } = database
  const [link, delivery] = [idOf(new Date(Date.now() + 60 * day)), idOf(new Date(Date.now() + 60 * day))]
  await sql`insert into links (id, user_id, organization_id) values (${link}, 'alice', 'acme')`
  await sql`insert into deliveries (id, link_id, request_id, deadline, status) values (${delivery}, ${link}, 'r', now(), 'sent')`
  await sql`insert into attempts (delivery_id, number) values (${delivery}, 1)`
  await sql`insert into challenges (challenge, link_id, expires_at) values ('c', ${link}, now() + interval '1 hour')`
  await expect(
    sql`insert into attempts (delivery_id, number) values (${idOf(new Date())}, 1)`,
  ).rejects.toThrow('foreign key')
  await deleteUsers(database.db, ['alice'], { requestId: 'r', webhooks: null })
  expect(
    await sql`
    select (select count(*)::int from links where user_id = 'alice') as links, (select count(*)::int from challenges) as challenges,
      (select count(*)::int from deliveries where id = ${delivery}) as deliveries,
      (select count(*)::int from attempts where delivery_id = ${delivery}) as attempts`,
  ).toEqual([{ links: 0, challenges: 0, deliveries: 0, attempts: 0 }])
})
