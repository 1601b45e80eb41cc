import { startConsumer, type Verdict } from '@passlink/queue'
import postgres from 'postgres'
import { afterEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { deliveryId, openTestQueue, type TestQueue } from '../queue.ts'

const max = 16
const lockMs = 1_000

let testQueue: TestQueue
const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map(close => close()))
  await testQueue?.close()
})

test('a worker that loses the locks of its jobs takes fewer at once, and as many as before when it loses none', async () => {
  testQueue = await openTestQueue('postgres')
  const sql = postgres(testQueue.url, { max: 1, onnotice: () => {} })
  const underWay: (() => void)[] = []
  let isOver = false
  const deliver = () =>
    new Promise<Verdict>(resolve => {
      const end = () => resolve({ done: true })
      if (isOver) end()
      else underWay.push(end)
    })
  const end = (count: number) => {
    for (const endOne of underWay.splice(0, count)) endOne()
  }
  const fewer: number[] = []
  const onFewer = (jobsAtOnce: number) => fewer.push(jobsAtOnce)
  const options = { concurrency: max, keepDeadMs: 60_000, lockMs, onError: () => {}, onFewer }
  const consumer = startConsumer(testQueue.settings, deliver, options)
  closers.push(async () => {
    isOver = true
    end(underWay.length)
    await Promise.all([consumer.close(), sql.end()])
  })
  const deliveries = Array.from({ length: 2_000 }, (_, n) => ({ deliveryId: deliveryId(n), dueInMs: 0 }))
  await testQueue.queue.enqueue(deliveries)
  const allAreTaken = () => eventually(() => expect(underWay).toHaveLength(max))
  await allAreTaken()

  await eventually(async () => {
    await sql`update bullmq.job set lock_token = 'of another worker' where state = 'active'`
    expect(consumer.jobsAtOnce()).toBeLessThanOrEqual(max / 2)
  })
  expect(fewer[0]).toBe(max / 2)
  end(underWay.length)
  await eventually(() => expect(underWay).not.toHaveLength(0))
  expect(underWay.length).toBeLessThanOrEqual(consumer.jobsAtOnce())

  await eventually(() => {
    // A worker looks for more jobs when one has ended.
    end(1)
    expect(underWay).toHaveLength(max - 1)
  })
  await allAreTaken()
  expect(consumer.jobsAtOnce()).toBe(max)
})
