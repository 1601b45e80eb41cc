import { openQueue, startConsumer } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import { expect, inject, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { countLive, deliveryId } from '../queue.ts'
import { startRedis } from '../servers/redis.ts'
import { openWireCounter } from '../servers/wire-counter.ts'

const ids = (from: number, count: number) => Array.from({ length: count }, (_, n) => deliveryId(from + n))

async function openCountedRedis() {
  const redis = await startRedis()
  const counter = await openWireCounter(redis.url, 'redis')
  onTestFinished(async () => {
    await counter.close()
    await redis.stop()
  })
  const settings = { database: readDatabaseUrl('postgres://unused'), redisUrl: counter.url }
  const queue = openQueue(settings)
  onTestFinished(() => queue.close())
  const uncounted = openQueue({ ...settings, redisUrl: redis.url })
  onTestFinished(() => uncounted.close())
  await eventually(() => Promise.all([queue.ping(), uncounted.ping()]))
  return { counter, settings, queue, uncounted }
}

const enqueued = (deliveryIds: string[]) => deliveryIds.map(deliveryId => ({ deliveryId, dueInMs: 0 }))

test.runIf(inject('redisUrl'))(
  'a delivery is enqueued with one command, and one transaction a batch',
  async () => {
    const { counter, queue } = await openCountedRedis()
    await queue.enqueue(enqueued(ids(0, 2)))
    for (const [from, count] of [
      [10, 1],
      [20, 50],
    ] as const) {
      counter.take()
      await queue.enqueue(enqueued(ids(from, count)))
      expect(counter.take()).toEqual({ requests: count, roundTrips: 1, bytes: count * 673 })
    }
  },
)

test.runIf(inject('redisUrl'))('a job costs a worker one command', async () => {
  const { counter, settings, queue, uncounted } = await openCountedRedis()
  async function costOf(from: number, count: number) {
    await queue.enqueue(enqueued(ids(from, count)))
    counter.take()
    const consumer = startConsumer(settings, async () => ({ done: true }), {
      concurrency: 1,
      keepDeadMs: 60_000,
      lockMs: 60_000,
      onError: () => {},
    })
    await eventually(async () => expect(await countLive(uncounted)).toBe(0))
    await consumer.close()
    return counter.take().requests
  }
  const [few, many] = [await costOf(1_000, 20), await costOf(2_000, 1_020)]
  // A worker may wait for its first and its last job with one command more or less.
  expect((many - few) / 1_000).toBeCloseTo(1, 2)
})
