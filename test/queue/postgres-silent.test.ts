import { openQueue, startConsumer } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import postgres from 'postgres'
import { afterEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { deliveryId, openTestQueue, type TestQueue } from '../queue.ts'
import { type Gate, openGate } from '../servers/gate.ts'

let testQueue: TestQueue
let gate: Gate
let sql: postgres.Sql
let closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.reverse()) await close()
  closers = []
  await sql.end()
  await gate?.shut()
  await testQueue?.close()
})

async function open() {
  testQueue = await openTestQueue('postgres')
  gate = await openGate(testQueue.url)
  sql = postgres(testQueue.url, { max: 1, onnotice: () => {} })
}

const sessions = (name: string) => sql`
  select from pg_stat_activity where datname = current_database() and application_name = ${name}`

test('a worker whose LISTEN connection went silent is woken again', { timeout: 60_000 }, async () => {
  await open()
  const taken: string[] = []
  const consumer = startConsumer(
    { database: readDatabaseUrl(gate.url) },
    async delivery => {
      taken.push(delivery.deliveryId)
      return { done: true }
    },
    // Without LISTEN it would look for jobs once an hour.
    { concurrency: 1, keepDeadMs: 60_000, lockMs: 3_600_000, pollMs: 3_600_000, onError: () => {} },
  )
  closers.push(consumer.close)
  await testQueue.queue.enqueue([{ deliveryId: deliveryId(1), dueInMs: 0 }])
  await eventually(() => expect(taken).toEqual([deliveryId(1)]))
  await eventually(async () => expect(await sessions('deliveries')).toHaveLength(1))
  gate.freeze()
  await testQueue.queue.enqueue([{ deliveryId: deliveryId(2), dueInMs: 0 }])
  await eventually(() => expect(taken).toEqual([deliveryId(1), deliveryId(2)]), 30_000)
})

test('a queue whose connections went silent replaces them', { timeout: 60_000 }, async () => {
  await open()
  const queue = openQueue({ database: readDatabaseUrl(gate.url) })
  closers.push(queue.close)
  // Several at once, for each of which a connection is opened.
  await eventually(() => Promise.all(Array.from({ length: 6 }, () => queue.ping())))
  gate.freeze()
  await expect(queue.ping()).rejects.toThrow('did not answer in time')
  await eventually(() => queue.ping(), 15_000)
  await Promise.all(Array.from({ length: 6 }, () => queue.ping()))
})

test('a worker whose connections went silent goes on to hold the locks of its jobs', {
  timeout: 60_000,
}, async () => {
  await open()
  let taken = 0
  const options = { concurrency: 1, keepDeadMs: 60_000, lockMs: 8_000, onError: () => {} }
  const held = new Promise<{ done: true }>(resolve => {
    closers.push(async () => resolve({ done: true }))
  })
  const deliver = async () => {
    taken += 1
    return held
  }
  const start = (url: string) =>
    closers.unshift(startConsumer({ database: readDatabaseUrl(url) }, deliver, options).close)
  start(gate.url)
  await testQueue.queue.enqueue([{ deliveryId: deliveryId(1), dueInMs: 0 }])
  await eventually(() => expect(taken).toBe(1))
  // Takes the job if the lock is lost.
  start(testQueue.url)
  const lockedUntil = async () => {
    const [row] = await sql<{ until: number }[]>`select locked_until_ms::float8 as until from bullmq.job`
    return row?.until ?? 0
  }
  // The statement that extends the locks is among those that are not answered.
  await gate.freezeAt('set locked_until_ms')
  const lapsesAt = await lockedUntil()
  await eventually(async () => expect(await lockedUntil()).toBeGreaterThan(lapsesAt + 6_000), 20_000)
  expect(taken).toBe(1)
})
