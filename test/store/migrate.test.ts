import { readdir } from 'node:fs/promises'
import { readDatabaseUrl } from '@passlink/runtime'
import { migrate } from '@passlink/store'
import { sql } from 'drizzle-orm'
import { afterEach, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../servers/database.ts'

let database: TestDatabase
afterEach(() => database?.drop())

test('concurrent processes that migrate an empty database apply each migration once', async () => {
  database = await createDatabase()
  await database.db.execute(sql`drop schema public cascade`)
  await database.db.execute(sql`drop schema drizzle cascade`)
  await database.db.execute(sql`create schema public`)
  await Promise.all(Array.from({ length: 8 }, () => migrate(readDatabaseUrl(database.url))))

  const folder = new URL('../../packages/store/migrations', import.meta.url)
  const files = (await readdir(folder)).filter(name => name.endsWith('.sql'))
  expect(await database.sql`select count(*)::int from drizzle.__drizzle_migrations`).toEqual([
    { count: files.length },
  ])
  await database.ping()
})

test('migrating again changes nothing', async () => {
  database = await createDatabase()
  const columns = () => database.sql`
    select table_name, column_name, data_type from information_schema.columns where table_schema = 'public' order by 1, 2`
  const before = await columns()
  await migrate(readDatabaseUrl(database.url))
  expect(before.length).toBeGreaterThan(0)
  expect(await columns()).toEqual(before)
})
