import { openQueue, openQueues, startConsumer, type Verdict } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import postgres from 'postgres'
import { afterEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { countLive, deliveryId, openTestQueue, type TestQueue } from '../queue.ts'
import { openWireCounter } from '../servers/wire-counter.ts'

const options = { concurrency: 50, keepDeadMs: 60_000, lockMs: 60_000, onError: () => {} }
const ids = Array.from({ length: 250 }, (_, number) => deliveryId(number))
const due = (deliveryId: string) => ({ deliveryId, dueInMs: 0 })

let testQueue: TestQueue
let closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.reverse()) await close()
  closers = []
  await testQueue?.close()
})

async function open() {
  testQueue = await openTestQueue('postgres')
  const sql = postgres(testQueue.url, { max: 1, onnotice: () => {} })
  closers.push(() => sql.end())
  return { ...testQueue, sql }
}

async function openCounter() {
  const counter = await openWireCounter(testQueue.url, 'postgres')
  closers.push(counter.close)
  return counter
}

// The connection with which a worker is woken has the name of its queue.
const ofQueues = (sql: postgres.Sql) => sql`
  datname = current_database() and application_name in ('passlink-queue', 'deliveries', 'webhooks')`

test('jobs that are added together take one statement', async () => {
  await open()
  const counter = await openCounter()
  const queue = openQueue({ database: readDatabaseUrl(counter.url) })
  closers.push(queue.close)
  // A new queue writes its metadata at some time after it was opened.
  await eventually(async () => {
    counter.take()
    await queue.enqueue(ids.map(due))
    expect(counter.take().requests).toBe(1)
  })
  expect(await countLive(queue)).toBe(ids.length)
})

test('jobs that are done together take fewer statements than there are jobs', async () => {
  const { queue, settings } = await open()
  const counter = await openCounter()
  const jobs = ids.slice(0, options.concurrency)
  await queue.enqueue(jobs.map(due))
  const finish: (() => void)[] = []
  const deliver = () => new Promise<Verdict>(resolve => finish.push(() => resolve({ done: true })))
  const consumer = startConsumer({ ...settings, database: readDatabaseUrl(counter.url) }, deliver, options)
  closers.push(consumer.close)
  await eventually(() => expect(finish).toHaveLength(jobs.length))
  counter.take()
  for (const end of finish) end()
  await eventually(async () => expect(await countLive(queue)).toBe(0))
  expect(counter.take().requests).toBeLessThan(jobs.length / 2)
})

test('a job that was given to another worker is not removed by the worker that lost it', async () => {
  const { queue, settings, sql } = await open()
  const [lost, next] = ids.slice(0, 2) as [string, string]
  const worked: string[] = []
  const consumer = startConsumer(
    settings,
    async ({ deliveryId }) => {
      if (deliveryId === lost) await sql`update bullmq.job set lock_token = 'another' where id = ${lost}`
      worked.push(deliveryId)
      return { done: true }
    },
    { ...options, concurrency: 1 },
  )
  closers.push(consumer.close)
  await queue.enqueue([due(lost), due(next)])
  await eventually(async () => {
    expect(worked).toEqual([lost, next])
    expect(await sql`select id, state from bullmq.job`).toEqual([{ id: lost, state: 'active' }])
  })
})

test('a worker whose connections were cut is woken by the next job', async () => {
  const { queue, settings, sql } = await open()
  const worked: string[] = []
  const consumer = startConsumer(
    settings,
    async ({ deliveryId }) => {
      worked.push(deliveryId)
      return { done: true }
    },
    { ...options, pollMs: 3_600_000 },
  )
  closers.push(consumer.close)
  const done: string[] = []
  for (const id of ids.slice(0, 3)) {
    await eventually(() => queue.enqueue([due(id)]))
    done.push(id)
    await eventually(async () => {
      expect(new Set(worked)).toEqual(new Set(done))
      expect(await countLive(queue)).toBe(0)
    })
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where ${ofQueues(sql)}`
  }
})

test('both queues of a process, and their workers, share six connections', async () => {
  const { settings, sql } = await open()
  const queues = openQueues(settings)
  closers.push(queues.close)
  for (const by of ['mail', 'webhook'] as const) {
    const consumer = queues.startConsumer(by, async () => ({ done: true }), options)
    closers.push(consumer.close)
  }
  const both = [queues.mail, queues.webhook]
  await eventually(() => Promise.all(both.map(queue => queue.enqueue(ids.map(due)))))
  await Promise.all(both.flatMap(queue => Array.from({ length: 20 }, () => queue.ping())))
  await eventually(async () => {
    for (const queue of both) expect(await countLive(queue)).toBe(0)
  })
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int from pg_stat_activity where ${ofQueues(sql)}`
  expect(row?.count).toBeGreaterThan(2)
  expect(row?.count).toBeLessThanOrEqual(6)
})
