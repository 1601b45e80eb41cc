import { readDatabaseUrl } from '@passlink/runtime'
import { openDatabase, saveOrganizations, saveUsers } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCommand } from '../cli/run-command.ts'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink, startAndRequestLink } from '../passlink.ts'
import { alice } from '../people.ts'

let passlink: Passlink
beforeEach(async () => {
  passlink = await createPasslink('postgres')
  await passlink.database.sql`drop schema public, drizzle, bullmq cascade`
})
afterEach(() => passlink?.stop())

test.each([
  ['named by ?schema=', '?schema=passlink'],
  ['first in the search path of ?options=', '?options=-c%20search_path%3Dpasslink'],
])('migrations, calls and mails work in a schema %s, without a schema public', async (_, query) => {
  const { database, environment, relay } = passlink
  const { sql } = database
  const url = `${database.url}${query}`
  if (query.includes('options')) await sql`create schema passlink`
  environment.DATABASE_URL = url
  const migrated = await runCommand('migrate', [], { settings: { DATABASE_URL: url } })
  expect(migrated).toMatchObject({ code: 0 })
  const pool = openDatabase(readDatabaseUrl(url), { connectionsMax: 1 })
  await pool.ping()
  await saveOrganizations(pool.db, [{ id: 'acme', name: 'Acme' }])
  await saveUsers(pool.db, [alice])
  await pool.close()

  await startAndRequestLink(passlink)
  await eventually(async () =>
    expect(await sql`select status from passlink.deliveries`).toEqual([{ status: 'sent' }]),
  )
  expect(relay.mails).toHaveLength(1)
  const schemas = await sql`
    select distinct schemaname as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') order by 1`
  expect(schemas.map(({ name }) => name)).toEqual(['bullmq', 'drizzle', 'passlink'])
  expect(await runCommand('migrate', [], { settings: { DATABASE_URL: url } })).toMatchObject({ code: 0 })
})
