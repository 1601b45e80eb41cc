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
  const { code, stdout } = await runCommand('migrate', ['--stopped'], { settings: { DATABASE_URL: url } })
  expect([code, stdout]).toEqual([0, expect.stringContaining('the tables are up to date')])
  expect(before.length).toBeGreaterThan(1)
  expect(await schemas()).toEqual(before)
  await ping()
})

test('migrate --partition partitions the tables if the settings of Postgres are fit for that, and says what is lacking otherwise', async () => {
  database = await createDatabase()
  const settings = { DATABASE_URL: database.url }
  expect(await runCommand('migrate', ['--partitions'], { settings })).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining("'--partitions'"),
  })
  const { code, stdout } = await runCommand('migrate', ['--partition'], { settings })
  const [row] = await database.sql`
    select current_setting('max_locks_per_transaction')::int >= 512 as may`
  expect([code, stdout]).toEqual(
    row?.may
      ? [0, expect.stringContaining('the tables are up to date and partitioned')]
      : [1, expect.stringContaining('partitions need max_locks_per_transaction = 512 or more')],
  )
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
