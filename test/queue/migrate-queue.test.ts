import { migrateQueue } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import { afterEach, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../servers/database.ts'

let database: TestDatabase
afterEach(() => database?.drop())

test('the tables of jobs are set to be vacuumed early, by any number of migrations at once and beside a worker', async () => {
  database = await createDatabase()
  const { sql, url } = database
  const options = async () =>
    (await sql`select reloptions from pg_class where oid = 'bullmq.job'::regclass`)[0]
  const wanted = await options()
  expect(wanted?.reloptions).toContain('autovacuum_vacuum_scale_factor=0.02')

  await sql`alter table bullmq.job reset (autovacuum_vacuum_scale_factor)`
  await sql.begin(async working => {
    await working`
      insert into bullmq.job (queue, id, seq, name, state, added_at_ms)
      values ('deliveries', 'a', 0, 'deliver', 'active', 0)`
    await Promise.all([
      migrateQueue(readDatabaseUrl(url)),
      migrateQueue(readDatabaseUrl(url)),
      migrateQueue(readDatabaseUrl(url)),
    ])
  })
  expect(new Set((await options())?.reloptions)).toEqual(new Set(wanted?.reloptions))
})
