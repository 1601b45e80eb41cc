import { readDatabaseUrl } from '@passlink/runtime'
import { dropExpired, keepPartitionsAhead, migrate, redeemLink, settleDeliveries } from '@passlink/store'
import { createPartitionKeeper, deleteExpired } from '@passlink/worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { claim, createDirectory, type MailedLink, recordForAlice, settlementOf } from '../deliveries.ts'
import { createLogLines } from '../log-lines.ts'
import { newPasskey, undoable } from '../new-passkey.ts'
import type { TestDatabase } from '../servers/database.ts'
import { agedDeliveries, agesOf, expiriesFor, scanning } from './aged-deliveries.ts'
import { day, idOf, partitionedSince, partitionsOf } from './partitioned.ts'

let database: TestDatabase
let aged: ReturnType<typeof agedDeliveries>
beforeAll(async () => {
  database = await createDirectory()
  aged = agedDeliveries(database)
  await partitionedSince(database, 6)
})
afterAll(() => database?.drop())

/** Has each change of links take longer than calls may wait, as the search of many rows does. */
async function slowly<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  const { sql } = database
  await sql.unsafe(`
    create or replace function slow() returns event_trigger language plpgsql as $$ begin
      if current_query() ~ 'links' then perform pg_sleep(0.6); end if;
    end $$`)
  await sql.unsafe(
    `create event trigger slow on ddl_command_start when tag in ('ALTER TABLE') execute function slow()`,
  )
  try {
    return await work()
  } finally {
    await sql.unsafe('drop event trigger slow')
  }
}

const expire = async (days: number) => {
  const { rowsIn, deleted } = await dropExpired(database.db, agesOf(days), scanning)
  return { rowsIn, deleted, swept: await deleteExpired(database.db, expiriesFor(days, rowsIn), scanning) }
}

test('a link in a partition is redeemed, its notice is recorded, and the other links of the person are revoked', async () => {
  const { db, sql } = database
  const [link, other] = (await recordForAlice(db, 2)) as [MailedLink, MailedLink]
  for (const { deliveryId } of [link, other]) {
    const claimed = await claim(db, deliveryId)
    await settleDeliveries(db, [settlementOf(claimed, { outcome: 'accepted' })])
  }
  expect(await aged.partitionOf('links', link.linkId)).toMatch(/^links_\d{4}_\d\d$/)
  const redemption = { passkey: newPasskey, requestId: 'r', noticeDeadlineMs: 60_000, webhooks: null }
  const redeem = (linkId: string) => redeemLink(db, { linkId, ...redemption, ...undoable })
  expect(await redeem(link.linkId)).toMatchObject({ outcome: 'redeemed' })
  expect(await redeem(link.linkId)).not.toMatchObject({ outcome: 'redeemed' })
  expect(
    await sql`
    select (select count(*)::int from links where redeemed_at is not null) as redeemed,
      (select count(*)::int from links where revoked_at is not null) as revoked,
      (select count(*)::int from deliveries where link_id = ${link.linkId} and status = 'queued') as notices`,
  ).toEqual([{ redeemed: 1, revoked: 1, notices: 1 }])
})

test('rows of the first partition, which has many months, are deleted when each has expired', async () => {
  const [old, younger] = [await aged.recordAged(230), await aged.recordAged(185)]
  expect(await aged.partitionOf('links', old.linkId)).toBe('links_first')
  expect((await expire(200)).swept).toBeGreaterThan(0)
  expect(await aged.left([old])).toEqual({ links: 0, deliveries: 0, attempts: 0 })
  expect(await aged.left([younger])).toEqual({ links: 1, deliveries: 1, attempts: 0 })
})

test('events that fill no partition in time are deleted row by row a month after they expired', async () => {
  const { sql } = database
  const [first, next] = await partitionsOf(database, 'events')
  const add = (sequence: string, days: number) => sql`
    insert into events (sequence, user_id, organization_id, type, data, at) overriding system value
    values (${sequence}, 'alice', 'acme', 'x', '{}', ${new Date(Date.now() - days * day)})`
  const from = next?.slice(7) as string
  await add(from, 225)
  expect((await dropExpired(database.db, agesOf(400), scanning)).rowsIn.events).not.toContain(next)
  await add(String(BigInt(from) + 1n), 190)
  await sql`update events set at = ${new Date(Date.now() - 240 * day)} where sequence = ${from}`
  const { rowsIn } = await expire(400)
  expect(rowsIn.events).toContain(next)
  expect(await sql`select sequence::text from ${sql(next as string)}`).toEqual([
    { sequence: String(BigInt(from) + 1n) },
  ])
  expect(first).toBe('events_first')
})

test('a month of links whose search takes longer than calls may wait is emptied row by row', async () => {
  const { sql } = database
  const at = new Date(Date.now() - 100 * day)
  const link = idOf(at)
  await sql`insert into links (id, user_id, organization_id, created_at) values (${link}, 'alice', 'acme', ${at})`
  const place = await aged.partitionOf('links', link)
  expect(place).not.toBe('links_first')
  const { rowsIn, swept } = await slowly(() => expire(62))
  expect(rowsIn.links).toContain(place)
  expect(swept).toBeGreaterThan(0)
  expect((await aged.left([{ id: link, linkId: link }]))?.links).toBe(0)
  expect(await sql`select to_regclass(${place}) is not null as is`).toEqual([{ is: true }])
})

test('a default partition that cannot be read while calls wait is named with what to do, and read when apps are stopped', async () => {
  const { db, sql } = database
  const [last, lastEvents] = await Promise.all(
    ['links', 'events'].map(async table => {
      const name = (await partitionsOf(database, table)).at(-2) as string
      await sql`alter table ${sql(table)} detach partition ${sql(name)}`
      await sql`drop table ${sql(name)}`
      return name
    }),
  )
  const { log, lines } = createLogLines()
  await slowly(createPartitionKeeper(db, log))
  // Without rows there, whatever takes long passes.
  expect(lines).toEqual([])
  // What fails for one table does not keep the others from theirs.
  expect(await partitionsOf(database, 'events')).toContain(lastEvents)
  const link = idOf(new Date(Date.now() + 1_000 * day))
  await sql`insert into links (id, user_id, organization_id) values (${link}, 'alice', 'acme')`
  expect(await aged.partitionOf('links', link)).toBe('links_default')
  await slowly(createPartitionKeeper(db, log))
  expect(lines).toEqual([expect.stringMatching(/links_default cannot be read.*npm run migrate -- --stopped/)])
  await slowly(async () => {
    await expect(migrate(readDatabaseUrl(database.url))).rejects.toThrow('links_default cannot be read')
    await migrate(readDatabaseUrl(database.url), { stopped: true })
  })
  expect(await partitionsOf(database, 'links')).toContain(last)
  expect(await keepPartitionsAhead(db)).toEqual({ made: [], lacksRights: false })
})
