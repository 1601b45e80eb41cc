import { readDatabaseUrl } from '@passlink/runtime'
import { migrate, recordLinks } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectory, request, unlimited } from '../deliveries.ts'
import { createDatabase, type TestDatabase } from '../servers/database.ts'
import { describeTable } from './described-table.ts'
import { day, idOf, partition, partitionsOf } from './partitioned.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
  await recordLinks(database.db, Array(50).fill(request), unlimited)
})
afterEach(() => database.drop())

/** Has Postgres refuse the `n`th change of a table and every one after that. */
async function cutOffAt(n: number) {
  const { sql } = database
  await sql.unsafe(`
    create sequence if not exists changes;
    alter sequence changes restart;
    create or replace function cut_off() returns event_trigger language plpgsql as $$
      begin
        if nextval('changes') >= ${n} then raise exception 'cut off'; end if;
      end $$`)
  await sql.unsafe('drop event trigger if exists cutting_off')
  await sql.unsafe(`create event trigger cutting_off on ddl_command_start
    when tag in ('ALTER TABLE', 'CREATE TABLE', 'ALTER INDEX', 'CREATE INDEX') execute function cut_off()`)
  return () => sql.unsafe('drop event trigger if exists cutting_off')
}

const isPartitioned = async (table: string) =>
  (await database.sql`select from pg_class where oid = ${table}::regclass and relkind = 'p'`).length > 0

test('a partitioning that is cut off, wherever it is, goes on when it is repeated; calls go on in between', async () => {
  let recorded = 50
  let cuts = 0
  // By steps that meet checks, swaps, foreign keys and new partitions, each at another place.
  for (let n = 1; ; n += n < 6 ? 1 : 17) {
    const stopCutting = await cutOffAt(n)
    const ended = await partition(database).then(
      () => true,
      () => false,
    )
    await stopCutting()
    recorded += (await recordLinks(database.db, [request], unlimited)).length
    if (ended) break
    cuts += 1
  }
  expect(cuts).toBeGreaterThan(6)
  expect(
    await database.sql`
    select (select count(*)::int from links) as links, (select count(*)::int from deliveries) as deliveries,
      (select count(distinct sequence)::int from events) as events`,
  ).toEqual([{ links: recorded, deliveries: recorded, events: recorded }])
  expect(
    await database.sql`
    select conname from pg_constraint where conparentid = 0 and (not convalidated or conname like '%bound')`,
  ).toEqual([])
  const plain = await createDatabase()
  try {
    for (const table of ['links', 'deliveries', 'attempts', 'events']) {
      const unnamed = await describeTable(plain, table, { table: 'itself' })
      for (const name of await partitionsOf(database, table))
        expect([name, await describeTable(database, name, { table: 'itself' })]).toEqual([name, unnamed])
    }
  } finally {
    await plain.drop()
  }
})

test('the check that a cut off partitioning left is dropped by the next migration, before it refuses rows', async () => {
  const { sql } = database
  // After the table of migrations and the check.
  const stopCutting = await cutOffAt(3)
  await expect(partition(database)).rejects.toThrow('cut off')
  await stopCutting()
  const far = idOf(new Date(Date.now() + 90 * day))
  const insert = () => sql`insert into links (id, user_id, organization_id) values (${far}, 'alice', 'acme')`
  await expect(insert()).rejects.toThrow('links_first_bound')
  await migrate(readDatabaseUrl(database.url))
  await insert()
  expect(await isPartitioned('links')).toBe(false)
})

test.each([
  ['view seen', 'create view seen as select id from links', 'drop view seen'],
  [
    'trigger seen',
    'create trigger seen before update on links for each row execute function suppress_redundant_updates_trigger()',
    'drop trigger seen on links',
  ],
])(
  'a table with the %s, which would miss later rows, is not partitioned before it is dropped',
  async (what, make, drop) => {
    await database.sql.unsafe(make)
    await expect(partition(database)).rejects.toThrow(`the ${what} of links would miss later rows`)
    expect(await isPartitioned('links')).toBe(false)
    await database.sql.unsafe(drop)
  },
)

test('a table with an id that is of no time of the past is not partitioned, and stays as it was', async () => {
  const { sql } = database
  const id = 'ffffffff-0000-4000-8000-000000000000'
  await sql`insert into links (id, user_id, organization_id) values (${id}, 'alice', 'acme')`
  await expect(partition(database)).rejects.toThrow(
    `links has the id ${id}, which is no UUID of version 7 of the past`,
  )
  expect(await isPartitioned('links')).toBe(false)
  await sql`update links set key_id = 'k' where id = ${id}`
})
