import { sql } from 'drizzle-orm'
import { afterEach, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../servers/database.ts'
import { runCommand } from './run-command.ts'

let database: TestDatabase | undefined
afterEach(async () => {
  await database?.drop()
  database = undefined
})

test('migrate creates all tables in an empty database, also those of the queue', async () => {
  database = await createDatabase()
  const { db, sql: query, url, ping } = database
  const schemas = () => query<{ table_schema: string }[]>`
    select distinct table_schema from information_schema.tables
    where table_schema not in ('pg_catalog', 'information_schema') order by 1`
  const before = await schemas()
  for (const { table_schema } of before)
    await db.execute(sql`drop schema ${sql.identifier(table_schema)} cascade`)
  await db.execute(sql`create schema public`)
  const { code, stdout } = await runCommand('migrate', [], { settings: { DATABASE_URL: url } })
  expect([code, stdout]).toEqual([0, expect.stringContaining('the tables are up to date')])
  expect(before.length).toBeGreaterThan(1)
  expect(await schemas()).toEqual(before)
  await ping()
})

test('without its setting migrate names it and exits with 1', async () => {
  expect(await runCommand('migrate', [], { settings: {} })).toEqual({
    code: 1,
    stdout: '',
    stderr: 'cannot start, 1 setting(s) need attention:\n  DATABASE_URL: is required\n',
  })
})

test('with a database that is away migrate reports that without the password and exits with 1', async () => {
  const settings = { DATABASE_URL: 'postgres://x:secret@127.0.0.1:1/x' }
  const { code, stdout, stderr } = await runCommand('migrate', [], { settings })
  expect([code, stdout]).toEqual([1, expect.stringContaining('not migrated')])
  expect(stdout + stderr).not.toContain('secret')
})
