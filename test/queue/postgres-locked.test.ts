import { QueueAway } from '@passlink/queue'
import postgres from 'postgres'
import { afterEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { openTestQueue, type TestQueue } from '../queue.ts'

let testQueue: TestQueue
let other: postgres.Sql
afterEach(async () => {
  await other?.end()
  await testQueue?.close()
})

test('while Postgres does not answer calls reject with QueueAway instead of hanging, and work again when it does', async () => {
  testQueue = await openTestQueue('postgres')
  const { queue, url } = testQueue
  await queue.enqueue([{ deliveryId: 'a', dueInMs: 0 }])
  other = postgres(url, { max: 1 })
  const [table] = await other`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where tablename ~ 'jobs?$'`
  await other.begin(async locking => {
    await locking.unsafe(`lock table ${table?.name} in access exclusive mode`)
    const calls = [
      queue.enqueue([{ deliveryId: 'b', dueInMs: 0 }]),
      queue.enqueueMissing([{ deliveryId: 'b', dueInMs: 0 }]),
    ]
    for (const outcome of await Promise.allSettled(calls))
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(QueueAway) })
  })

  await eventually(() => queue.enqueue([{ deliveryId: 'c', dueInMs: 0 }]))
  expect(await queue.enqueueMissing([{ deliveryId: 'c', dueInMs: 0 }])).toEqual({ added: 0, failed: [] })
})
