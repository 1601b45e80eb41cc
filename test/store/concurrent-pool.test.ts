import { listOpenDeliveries, recordLinks } from '@passlink/store'
import { sql } from 'drizzle-orm'
import { afterEach, expect, test } from 'vitest'
import { createDirectory, request, unlimited } from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'

let database: TestDatabase
afterEach(() => database?.drop())

test('concurrent statements and transactions of one pool never share a connection', async () => {
  database = await createDirectory()
  const { db } = database
  const listOne = () => listOpenDeliveries(db, { from: 'newest', limit: 1 })
  await database.sql`create table torn (transaction integer, step integer, xid bigint)`
  await Promise.all(Array.from({ length: 10 }, listOne))

  async function transact(transaction: number) {
    await db.transaction(async tx => {
      for (const step of [1, 2])
        await tx.execute(sql`insert into torn values (${transaction}, ${step}, txid_current())`)
    })
  }
  // The driver pipelines up to 100 statements without parameters, and mishandles a transaction that follows them.
  const running: Promise<unknown>[] = []
  for (let round = 0; round < 20; round++) {
    for (let nth = 0; nth < 100; nth++) running.push(listOne())
    // By then the driver has all statements so far, and none is answered.
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
