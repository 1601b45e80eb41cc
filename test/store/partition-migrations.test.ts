import { readDatabaseUrl } from '@passlink/runtime'
import { migrate } from '@passlink/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDirectory } from '../deliveries.ts'
import { createDatabase, type TestDatabase } from '../servers/database.ts'
import { describeTable } from './described-table.ts'
import { day, idOf, partition, partitionsOf } from './partitioned.ts'
import { readTags, withMigrations } from './schema-before.ts'

let database: TestDatabase
let plain: TestDatabase
beforeAll(async () => {
  database = await createDirectory()
  plain = await createDatabase()
  await partition(database)
})
afterAll(async () => {
  await database?.drop()
  await plain?.drop()
})

test('a row outside of all partitions is in the default one, and stays there when a partition is made around it', async () => {
  const { sql } = database
  const last = (await partitionsOf(database, 'links')).at(-2) as string
  await sql`alter table links detach partition ${sql(last)}`
  await sql`drop table ${sql(last)}`
  const at = new Date(Date.parse(`${last.slice(6).replace('_', '-')}-01`) + 10 * day)
  const link = idOf(at)
  await sql`insert into links (id, user_id, organization_id) values (${link}, 'alice', 'acme')`
  const placeOf = (id: string) => sql`select tableoid::regclass::text as name from links where id = ${id}`
  expect(await placeOf(link)).toEqual([{ name: 'links_default' }])
  await migrate(readDatabaseUrl(database.url))
  const later = idOf(new Date(at.getTime() + day))
  await sql`insert into links (id, user_id, organization_id) values (${later}, 'alice', 'acme')`
  expect(await placeOf(link)).toEqual([{ name: 'links_default' }])
  expect((await placeOf(later))[0]?.name).toMatch(/^links_01/)
})

test('migrations of indexes and columns reach every partition, and can be cut off', async () => {
  const { sql } = database
  const outside = '-- not in a transaction\n'
  const breakpoint = ';--> statement-breakpoint\n'
  const files = {
    '0100_index': `${outside}CREATE INDEX CONCURRENTLY "links_added" ON "links" USING btree ("key_id") WHERE "links"."key_id" is not null`,
    '0101_column': `ALTER TABLE "links" ADD COLUMN "added" text${breakpoint}ALTER TABLE "links" ADD CONSTRAINT "links_added_short" CHECK ("added" <> '') NOT VALID`,
    '0102_rest': `${outside}ALTER TABLE "links" VALIDATE CONSTRAINT "links_added_short"${breakpoint}ALTER TABLE "links" SET (fillfactor = 90)${breakpoint}DROP INDEX CONCURRENTLY IF EXISTS "links_organization"`,
  }
  // As a migration leaves them that is cut off.
  await sql`create index links_added on only links using btree (key_id) where key_id is not null`
  await sql`create index links_first_added on links_first using btree (key_id) where key_id is not null`
  const tag = (await readTags()).at(-1) as string
  for (const url of [database.url, plain.url])
    await withMigrations(tag, files, folder => migrate(readDatabaseUrl(url), { folder }))
  const unnamed = await describeTable(plain, 'links', { table: 'links itself' })
  expect(unnamed.indexes).toHaveLength(3)
  for (const name of await partitionsOf(database, 'links'))
    expect([name, await describeTable(database, name, { table: 'links itself' })]).toEqual([name, unnamed])
  expect((await describeTable(database, 'links')).indexes).toEqual(
    (await describeTable(plain, 'links')).indexes,
  )
})
