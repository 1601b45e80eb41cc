import { readDatabaseUrl } from '@passlink/runtime'
import { migrate } from '@passlink/store'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { askForLink, backends, createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { deliveriesThatAre } from '../records.ts'
import { startCallsOfBefore } from './calls-of-before.ts'
import { openTransaction } from './open-transaction.ts'
import { columnsOfTables, digestRows, fillWithEveryState } from './rows-of-every-state.ts'
import { createDatabaseBefore, rewind } from './schema-before.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

test('tables of the previous version with ten thousand links in every state are migrated while calls continue without failures', async () => {
  const database = await createDatabaseBefore()
  closing.push(database.drop)
  await fillWithEveryState(database)
  const columns = await columnsOfTables(database)
  const before = await digestRows(database, columns)
  expect(before.links).toMatchObject({ count: 10_000 })

  const calls = await startCallsOfBefore(database)
  closing.push(() => calls.stop().catch(() => {}))
  await calls.again()
  // Concurrent index creation waits for this transaction, which keeps the migrations running until it ends.
  const reader = await openTransaction(database, 'select from deliveries limit 1')
  closing.push(reader.end)
  const migrated = migrate(readDatabaseUrl(database.url))
  migrated.catch(() => {})
  await eventually(async () =>
    expect(
      await database.sql`
        select from pg_stat_activity
        where datname = current_database() and application_name = 'passlink migrate' and wait_event = 'virtualxid'`,
    ).toHaveLength(1),
  )
  await calls.again()
  await reader.end()
  await migrated
  await calls.again()
  await calls.stop()

  expect(await digestRows(database, columns)).toEqual(before)
  expect(await database.sql`select indexrelid::regclass from pg_index where not indisvalid`).toEqual([])
  await database.ping()
})

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  test.runIf(available)(
    'apps that run before their tables are migrated are not ready, record nothing, and work once they are',
    async () => {
      const passlink: Passlink = await createPasslink(backend)
      closing.push(passlink.stop)
      await rewind(passlink.database)
      const ready = async ({ port }: { port: number }) =>
        (await fetch(`http://127.0.0.1:${port}/readyz`)).json()
      const apps = [await passlink.startApi(), await passlink.startWorker()] as const
      for (const app of apps) expect((await ready(app)).status).toBe('not ready')
      const refused = await askForLink(apps[0], await passlink.issuer.token('alice'))
      expect(refused.status).toBe(500)
      expect(await passlink.database.sql`select from links`).toEqual([])

      await migrate(readDatabaseUrl(passlink.database.url))
      for (const app of apps) await eventually(async () => expect((await ready(app)).status).toBe('ready'))
      await requestLinkForAlice(passlink, apps[0])
      await deliveriesThatAre('sent', 1, passlink.database)
      expect(passlink.relay.mails).toHaveLength(1)
    },
  )
})
