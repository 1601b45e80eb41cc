import { randomUUID } from 'node:crypto'
import { readDatabaseUrl } from '@passlink/runtime'
import { migrate, recordLinks, redeemLink, saveUsers, settleDeliveries } from '@passlink/store'
import { afterEach, describe, expect, test } from 'vitest'
import { claim, type MailedLink, request, settlementOf } from '../deliveries.ts'
import { eventually } from '../eventually.ts'
import { newPasskey } from '../new-passkey.ts'
import { backends, createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { alice } from '../people.ts'
import { deliveriesThatAre } from '../records.ts'
import type { TestDatabase } from '../servers/database.ts'
import { openTransaction } from './open-transaction.ts'
import { columnsOfTables, digestRows, fillWithEveryState } from './rows-of-every-state.ts'
import { createDatabaseBefore, rewind } from './schema-before.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** Repeats a step until it is stopped or fails. `stop` rejects if the step did. */
function repeat(step: () => Promise<void>) {
  let [rounds, stopping] = [0, false]
  const ended = (async () => {
    while (!stopping) {
      await step()
      rounds++
    }
  })()
  ended.catch(() => {})
  return {
    /** Resolves once a step that started after this call has ended. */
    async again() {
      const wanted = rounds + 2
      await eventually(() => expect(rounds).toBeGreaterThanOrEqual(wanted))
    },
    stop() {
      stopping = true
      return ended
    },
  }
}

const millionAnHour = { max: 1_000_000, windowMs: 3_600_000 }

/** Starts three loops of calls: one records links, one mails them, one redeems them. */
async function startCalls({ db }: TestDatabase) {
  const ids = ['asking', 'mailed', 'redeeming']
  await saveUsers(
    db,
    ids.map(id => ({ ...alice, id })),
  )
  const record = async (userId: string) => {
    const idempotency = { caller: userId, client: 'app', key: randomUUID(), requestHash: '00' }
    const limits = { perUser: millionAnHour, perOrganization: millionAnHour }
    const [link] = await recordLinks(db, [{ ...request, userId, idempotency }], limits)
    expect(link?.outcome).toBe('recorded')
    return link as MailedLink
  }
  const mail = async (userId: string) => {
    const link = await record(userId)
    const first = await claim(db, link.deliveryId)
    expect(await settleDeliveries(db, [settlementOf(first)])).toMatchObject([{ status: 'waiting' }])
    const second = await claim(db, link.deliveryId)
    const sent = settlementOf(second, { outcome: 'accepted' })
    expect(await settleDeliveries(db, [sent])).toEqual([{ status: 'sent' }])
    return link
  }
  const redeem = async () => {
    const { linkId } = await mail('redeeming')
    const passkey = { ...newPasskey, credentialId: randomUUID() }
    const given = { linkId, passkey, requestId: 'r', noticeDeadlineMs: 60_000, webhookDeadlineMs: 60_000 }
    expect(await redeemLink(db, given)).toMatchObject({ outcome: 'redeemed' })
  }
  const loops = [
    repeat(() => record('asking').then(() => {})),
    repeat(() => mail('mailed').then(() => {})),
    repeat(redeem),
  ]
  return {
    again: () => Promise.all(loops.map(loop => loop.again())),
    stop: () => Promise.all(loops.map(loop => loop.stop())),
  }
}

test('tables of the previous version with ten thousand links in every state are migrated while calls continue without failures', async () => {
  const database = await createDatabaseBefore()
  closing.push(database.drop)
  await fillWithEveryState(database)
  const columns = await columnsOfTables(database)
  const before = await digestRows(database, columns)
  expect(before.links).toMatchObject({ count: 10_000 })

  const calls = await startCalls(database)
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
    'apps work on the tables of the previous version, before, during and after their migration',
    async () => {
      const passlink: Passlink = await createPasslink(backend)
      closing.push(passlink.stop)
      await rewind(passlink.database)
      const ready = async ({ port }: { port: number }) =>
        (await fetch(`http://127.0.0.1:${port}/readyz`)).json()
      const api = await passlink.startApi()
      const worker = await passlink.startWorker()
      await requestLinkForAlice(passlink, api)
      await deliveriesThatAre('sent', 1, passlink.database)
      expect((await ready(worker)).status).toBe('not ready')

      const total = 12
      const requestMore = async () => {
        for (let n = 2; n < total; n++) await requestLinkForAlice(passlink, api)
      }
      await Promise.all([migrate(readDatabaseUrl(passlink.database.url)), requestMore()])
      await requestLinkForAlice(passlink, api)
      await deliveriesThatAre('sent', total, passlink.database)
      expect(new Set(passlink.relay.mails.map(mail => mail.messageId)).size).toBe(total)
      await eventually(async () => expect((await ready(worker)).status).toBe('ready'))
    },
  )
})
