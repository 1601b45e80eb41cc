import { startConsumer } from '@passlink/queue'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { backends } from '../passlink.ts'
import { countLive, deliveryId, openTestQueue, type TestQueue } from '../queue.ts'

const ids = Array.from({ length: 20 }, (_, number) => deliveryId(number))
const last = deliveryId(1_000)

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let testQueue: TestQueue
  let close = async () => {}
  afterEach(async () => {
    await close()
    await testQueue?.close()
  })

  /** Works on all jobs, and keeps `running` at the number that are worked on at the moment. */
  function consume() {
    const seen = { running: 0, most: 0, worked: [] as string[] }
    const options = { concurrency: 10, keepDeadMs: 60_000, lockMs: 5_000, onError: () => {} }
    const consumer = startConsumer(
      testQueue.settings,
      async ({ deliveryId }) => {
        seen.worked.push(deliveryId)
        seen.running += 1
        seen.most = Math.max(seen.most, seen.running)
        await new Promise(setImmediate)
        seen.running -= 1
        return { done: true }
      },
      options,
    )
    close = consumer.close
    return seen
  }

  const enqueueAll = () => testQueue.queue.enqueue(ids.map(deliveryId => ({ deliveryId, dueInMs: 0 })))
  const allDone = () => eventually(async () => expect(await countLive(testQueue.queue)).toBe(0))

  test.runIf(available)(
    'no job is taken while the queue is paused, and jobs are taken when it resumes',
    async () => {
      testQueue = await openTestQueue(backend)
      const bull = await testQueue.queue.bull()
      const { worked } = consume()
      await enqueueAll()
      await allDone()

      await bull.pause()
      expect(await testQueue.queue.isPaused()).toBe(true)
      await enqueueAll()
      // Jobs that are being worked on would stay.
      await testQueue.queue.remove(ids)
      await bull.resume()
      expect(await testQueue.queue.isPaused()).toBe(false)
      await testQueue.queue.enqueue([{ deliveryId: last, dueInMs: 0 }])
      await allDone()
      expect(worked.sort()).toEqual([...ids, last])
    },
  )

  test.runIf(available)(
    'no more jobs are worked on than an operator allows for the whole queue',
    async () => {
      testQueue = await openTestQueue(backend)
      await (await testQueue.queue.bull()).setGlobalConcurrency(2)
      await enqueueAll()
      const seen = consume()
      await allDone()
      expect(seen.most).toBeLessThanOrEqual(2)
      expect(seen.worked.sort()).toEqual(ids)
    },
  )
})
