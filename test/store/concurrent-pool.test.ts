import { listOpenDeliveries, recordLinks } from '@passlink/store'
import { sql } from 'drizzle-orm'
import { afterEach, expect, test } from 'vitest'
import { createDirectory, request, unlimited } from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'

let database: TestDatabase
afterEach(() => database?.drop())

test('statements and transactions of one pool never share a connection, however many run at once', async () => {
  database = await createDirectory()
  const { db } = database
  const look = () => listOpenDeliveries(db, { from: 'newest', limit: 1 })
  await database.sql`create table torn (transaction integer, step integer, xid bigint)`
  await Promise.all(Array.from({ length: 10 }, look))

  async function transact(transaction: number) {
    await db.transaction(async tx => {
      for (const step of [1, 2])
        await tx.execute(sql`insert into torn values (${transaction}, ${step}, txid_current())`)
    })
  }
  // The driver pipelines statements without parameters, 100 by default, and errs with a transaction right behind those.
  const running: Promise<unknown>[] = []
  for (let round = 0; round < 20; round++) {
    for (let nth = 0; nth < 100; nth++) running.push(look())
    // When everything so far is with the driver, and nothing answered yet.
    await new Promise(process.nextTick)
    for (let nth = 0; nth < 10; nth++) running.push(transact(round * 10 + nth))
    await new Promise(process.nextTick)
  }
  for (let number = 0; number < 2_000; number++) running.push(recordLinks(db, [request], unlimited))
  const outcomes = await Promise.allSettled(running)
  expect(outcomes.filter(outcome => outcome.status === 'rejected')).toEqual([])

  expect(
    await database.sql`select count(*)::int, count(distinct link_id)::int as links from deliveries`,
  ).toEqual([{ count: 2_000, links: 2_000 }])
  const whole = await database.sql`
    select transaction from torn group by transaction having count(*) = 2 and count(distinct xid) = 1`
  expect(whole).toHaveLength(200)
  expect(await database.sql`select count(distinct xid)::int from torn`).toEqual([{ count: 200 }])
}, 60_000)
