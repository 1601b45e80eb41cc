import { type DueDelivery, startConsumer, type Verdict } from '@passlink/queue'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { backends } from '../passlink.ts'
import { countLive, deliveryId, openTestQueue, type TestQueue } from '../queue.ts'

const [id, other] = [deliveryId(1), deliveryId(2)]

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let testQueue: TestQueue
  let closers: (() => Promise<void>)[] = []
  afterEach(async () => {
    await Promise.all(closers.map(close => close()))
    closers = []
    await testQueue?.close()
  })

  function consume(deliver: (due: DueDelivery) => Promise<Verdict>, concurrency = 1) {
    const options = { concurrency, keepDeadMs: 60_000, lockMs: 5_000, onError: () => {} }
    const consumer = startConsumer(testQueue.settings, deliver, options)
    closers.push(consumer.close)
  }

  test.runIf(available)(
    'a delayed delivery is retried until it is done, by one of two workers at a time',
    async () => {
      testQueue = await openTestQueue(backend)
      const ids = Array.from({ length: 200 }, (_, number) => deliveryId(number))
      const retriesLeft = new Map(ids.map((deliveryId, number) => [deliveryId, 1 + (number % 2)]))
      const running = new Set<string>()
      const [done, concurrent] = [new Set<string>(), new Set<string>()]
      const deliver = async ({ deliveryId }: DueDelivery): Promise<Verdict> => {
        if (running.has(deliveryId)) concurrent.add(deliveryId)
        running.add(deliveryId)
        await new Promise(setImmediate)
        running.delete(deliveryId)
        const left = retriesLeft.get(deliveryId) as number
        retriesLeft.set(deliveryId, left - 1)
        // Times of the database have fractions.
        if (left > 0) return { retryInMs: left * 20 + 0.086 }
        done.add(deliveryId)
        return { done: true }
      }
      await testQueue.queue.enqueue(ids.map(deliveryId => ({ deliveryId, dueInMs: 0 })))
      consume(deliver, 10)
      consume(deliver, 10)
      await eventually(async () => expect(await countLive(testQueue.queue)).toBe(0))
      expect([...done].sort()).toEqual(ids)
      expect([...concurrent]).toEqual([])
      expect(await (await testQueue.queue.bull()).getFailedCount()).toBe(0)
    },
  )

  test.runIf(available)(
    'each retry of a failed job has the attempt after which its delivery died',
    async () => {
      testQueue = await openTestQueue(backend)
      const seen: (number | undefined)[] = []
      await testQueue.queue.enqueue([{ deliveryId: id, dueInMs: 0 }])
      consume(async ({ redriveAfter }) => {
        seen.push(redriveAfter)
        return { dead: `death ${seen.length}`, attempts: seen.length * 10 }
      })
      const bull = await testQueue.queue.bull()
      for (const death of [1, 2]) {
        const job = await eventually(async () => {
          const failed = await bull.getJob(id)
          expect(failed?.failedReason).toBe(`death ${death}`)
          return failed
        })
        await job?.retry()
      }
      await eventually(() => expect(seen).toEqual([undefined, 10, 20]))
    },
  )

  test.runIf(available)(
    'a job whose worker marked it as dead but died before failing it is not a redrive',
    async () => {
      testQueue = await openTestQueue(backend)
      const seen: (number | undefined)[] = []
      await testQueue.queue.enqueue([{ deliveryId: id, dueInMs: 3_600_000 }])
      const job = await (await testQueue.queue.bull()).getJob(id)
      await job?.updateProgress({ deadAfter: 1, failedBefore: 0 })
      await job?.promote()
      consume(async ({ redriveAfter }) => {
        seen.push(redriveAfter)
        return { done: true }
      })
      await eventually(() => expect(seen).toEqual([undefined]))
    },
  )

  test.runIf(available)(
    'a job that is lost when its worker delays it does not fail, and the worker continues',
    async () => {
      testQueue = await openTestQueue(backend)
      const bull = await testQueue.queue.bull()
      await testQueue.queue.enqueue([id, other].map(deliveryId => ({ deliveryId, dueInMs: 0 })))
      const worked: string[] = []
      consume(async ({ deliveryId }) => {
        worked.push(deliveryId)
        if (deliveryId !== id) return { done: true }
        await bull.obliterate({ force: true })
        await testQueue.queue.enqueue([{ deliveryId: other, dueInMs: 0 }])
        return { retryInMs: 0 }
      })
      await eventually(() => expect(worked).toEqual([id, other]))
      expect(await bull.getFailedCount()).toBe(0)
    },
  )
})
