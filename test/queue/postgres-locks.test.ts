import { startConsumer } from '@passlink/queue'
import postgres from 'postgres'
import { afterEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { deliveryId, openTestQueue, type TestQueue } from '../queue.ts'

let testQueue: TestQueue
let sql: postgres.Sql
let closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.reverse()) await close()
  closers = []
  await sql.end()
  await testQueue?.close()
})

const [locked, other, lapsed] = [deliveryId(1), deliveryId(2), deliveryId(3)] as const

test('while the row of one job is locked, the locks of the others are extended, and jobs whose lock lapsed are taken', async () => {
  testQueue = await openTestQueue('postgres')
  sql = postgres(testQueue.url, { max: 2, onnotice: () => {} })
  const taken: string[] = []
  const errors: Error[] = []
  const held = new Promise<{ done: true }>(resolve => {
    closers.push(async () => resolve({ done: true }))
  })
  const consumer = startConsumer(
    testQueue.settings,
    async delivery => {
      taken.push(delivery.deliveryId)
      return held
    },
    { concurrency: 3, keepDeadMs: 60_000, lockMs: 2_000, onError: error => errors.push(error) },
  )
  closers.unshift(consumer.close)
  await testQueue.queue.enqueue([locked, other].map(deliveryId => ({ deliveryId, dueInMs: 0 })))
  await eventually(() => expect(taken.sort()).toEqual([locked, other]))

  await sql.begin(async locking => {
    const [row] = await locking<{ until: number }[]>`
      select locked_until_ms::float8 as until from bullmq.job where id = ${locked} for update`
    const lapsesAt = row?.until ?? 0
    await sql`
      insert into bullmq.job (queue, id, seq, name, state, data, opts, added_at_ms, lock_token, locked_until_ms)
      select queue, ${lapsed}, seq, name, state, jsonb_build_object('deliveryId', ${lapsed}::text), opts, added_at_ms, 'gone', 1
      from bullmq.job where id = ${other}`
    await eventually(async () => {
      const [row] = await sql<{ until: number }[]>`
        select locked_until_ms::float8 as until from bullmq.job where id = ${other}`
      expect(row?.until).toBeGreaterThan(lapsesAt + 1_000)
    })
    await eventually(() => expect(taken.sort()).toEqual([locked, other, lapsed]))
  })
  expect(taken).toHaveLength(3)
  expect(errors).toEqual([])
})

test('a job whose worker died keeps its place before jobs that came later', async () => {
  testQueue = await openTestQueue('postgres')
  sql = postgres(testQueue.url, { max: 1, onnotice: () => {} })
  const ids = [1, 2, 3].map(deliveryId)
  await testQueue.queue.enqueue(ids.map(deliveryId => ({ deliveryId, dueInMs: 0 })))
  await sql`
    update bullmq.job set state = 'active', lock_token = 'gone', locked_until_ms = 1
    where id = ${deliveryId(1)}`
  const bull = await testQueue.queue.bull()
  const taken: string[] = []
  await bull.pause()
  const consumer = startConsumer(
    testQueue.settings,
    async delivery => {
      taken.push(delivery.deliveryId)
      return { done: true }
    },
    { concurrency: 1, keepDeadMs: 60_000, lockMs: 2_000, onError: () => {} },
  )
  closers.push(consumer.close)
  await eventually(async () => expect(await bull.getActiveCount()).toBe(0))
  await bull.resume()
  await eventually(() => expect(taken).toEqual(ids))
})
