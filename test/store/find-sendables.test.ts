import { readDatabaseUrl } from '@passlink/runtime'
import { type ClaimedDelivery, findSendables, openDatabase } from '@passlink/store'
import { expect, onTestFinished, test } from 'vitest'
import { claimAll, createDirectory, recordForAlice } from '../deliveries.ts'
import { openWireCounter } from '../servers/wire-counter.ts'

test('a batch of any size takes one statement and one round trip, and each attempt gets its own answer', async () => {
  const database = await createDirectory()
  const counter = await openWireCounter(database.url, 'postgres', { holdMs: 20 })
  const { db, close } = openDatabase(readDatabaseUrl(counter.url), { connectionsMax: 1 })
  onTestFinished(async () => {
    await close()
    await counter.close()
    await database.drop()
  })
  const ids = (await recordForAlice(database.db, 50)).map(({ deliveryId }) => deliveryId)
  const claims = (await claimAll(database.db, ids)) as ClaimedDelivery[]
  const changed = {
    redeemed: 'links set redeemed_at = now() where id in (select link_id from deliveries where id =',
    revoked: 'links set revoked_at = now() where id in (select link_id from deliveries where id =',
    overdue: 'deliveries set deadline = now() where id in (select id from deliveries where id =',
    lapsed: 'deliveries set claimed_until = now() where id in (select id from deliveries where id =',
  }
  const ends = Object.keys(changed) as (keyof typeof changed)[]
  for (const [index, end] of ends.entries())
    await database.sql.unsafe(`update ${changed[end]} '${ids[index]}')`)

  await findSendables(db, claims.slice(0, 1))
  counter.take()
  expect(await findSendables(db, claims)).toEqual([...ends, ...Array(46).fill('yes')])
  expect(counter.take()).toMatchObject({ requests: 1, roundTrips: 1 })
  const other = { deliveryId: ids[9] as string, attempt: 2 }
  const unknown = { deliveryId: '01890000-0000-7000-8000-000000000000', attempt: 1 }
  expect(await findSendables(db, [other, unknown])).toEqual(['lapsed', 'lapsed'])
})
