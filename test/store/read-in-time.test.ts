import { readDatabaseUrl } from '@passlink/runtime'
import { DatabaseError, findDeliveries, openDatabase, QueryTooSlow, readOverview } from '@passlink/store'
import { expect, onTestFinished, test } from 'vitest'
import { createDirectory, recordForAlice } from '../deliveries.ts'
import { openTransaction } from './open-transaction.ts'

async function open() {
  const database = await createDirectory()
  onTestFinished(() => database.drop())
  return database
}

test('a question that takes longer than five seconds is ended by the database, and says so', async () => {
  const { db, sql } = await open()
  // To look at this table takes eight seconds.
  await sql`alter table pauses rename to stored_pauses`
  await sql`
    create view pauses as select stored_pauses.* from stored_pauses right join (select pg_sleep(8)) as slept on true`
  const error = await readOverview(db).catch(error => error)
  expect(error).toBeInstanceOf(QueryTooSlow)
  expect(error).toBeInstanceOf(DatabaseError)
  expect(error.message).toBe('a question took longer than 5 seconds')
})

test('a question that waits for a lock is no slow question', async () => {
  const database = await open()
  const other = await openTransaction(database, 'lock table deliveries in access exclusive mode')
  const error = await findDeliveries(database.db, {}, { limit: 1 }).catch(error => error)
  expect(error).toMatchObject({ name: 'DatabaseError', isLockTimeout: true })
  await other.end()
})

test('the limits of a question hold for no other statement', async () => {
  const { url } = await open()
  const { db, close } = openDatabase(readDatabaseUrl(url), { connectionsMax: 1 })
  onTestFinished(close)
  await findDeliveries(db, {}, { limit: 1 })
  const [settings] = await db.$client.unsafe(`
    select current_setting('statement_timeout') as timeout, current_setting('transaction_read_only') as "readOnly",
      current_setting('plan_cache_mode') as plans, current_setting('jit') as jit`)
  expect(settings).toEqual({ timeout: '15s', readOnly: 'off', plans: 'auto', jit: 'off' })
  expect(await recordForAlice(db, 1)).toHaveLength(1)
})
