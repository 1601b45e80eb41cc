import { type DueDelivery, startConsumer, type Verdict } from '@passlink/queue'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { backends } from '../passlink.ts'
import { countLive, deliveryId, openTestQueue, type TestQueue } from '../queue.ts'

const [id, other] = [deliveryId(1), deliveryId(2)]

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let opened: TestQueue
  let closers: (() => Promise<void>)[] = []
  afterEach(async () => {
    await Promise.all(closers.map(close => close()))
    closers = []
    await opened?.close()
  })

  function consume(deliver: (due: DueDelivery) => Promise<Verdict>, concurrency = 1) {
    const options = { concurrency, keepDeadMs: 60_000, lockMs: 5_000, onError: () => {} }
    const consumer = startConsumer(opened.settings, deliver, options)
    closers.push(consumer.close)
  }

  test.runIf(available)(
    'each delivery that is put off comes again until it is done, to one of two workers at a time',
    async () => {
      opened = await openTestQueue(backend)
      const ids = Array.from({ length: 200 }, (_, number) => deliveryId(number))
      const turnsLeft = new Map(ids.map((deliveryId, number) => [deliveryId, 1 + (number % 2)]))
      const running = new Set<string>()
      const [done, twice] = [new Set<string>(), new Set<string>()]
      const deliver = async ({ deliveryId }: DueDelivery): Promise<Verdict> => {
        if (running.has(deliveryId)) twice.add(deliveryId)
        running.add(deliveryId)
        await new Promise(setImmediate)
        running.delete(deliveryId)
        const left = turnsLeft.get(deliveryId) as number
        turnsLeft.set(deliveryId, left - 1)
        if (left > 0) return { retryInMs: left * 20 }
        done.add(deliveryId)
        return { done: true }
      }
      await opened.queue.enqueue(ids.map(deliveryId => ({ deliveryId, dueInMs: 0 })))
      consume(deliver, 10)
      consume(deliver, 10)
      await eventually(async () => expect(await countLive(opened.queue)).toBe(0))
      expect([...done].sort()).toEqual(ids)
      expect([...twice]).toEqual([])
      expect(await (await opened.queue.bull()).getFailedCount()).toBe(0)
    },
  )

  test.runIf(available)(
    'a job retried out of the failed set says after which attempt its delivery died, each time',
    async () => {
      opened = await openTestQueue(backend)
      const seen: (number | undefined)[] = []
      await opened.queue.enqueue([{ deliveryId: id, dueInMs: 0 }])
      consume(async ({ redriveAfter }) => {
        seen.push(redriveAfter)
        return { dead: `death ${seen.length}`, attempts: seen.length * 10 }
      })
      const bull = await opened.queue.bull()
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
    'a job whose worker marked it as dead and died before it failed is no redrive',
    async () => {
      opened = await openTestQueue(backend)
      const seen: (number | undefined)[] = []
      await opened.queue.enqueue([{ deliveryId: id, dueInMs: 3_600_000 }])
      const job = await (await opened.queue.bull()).getJob(id)
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
    'a job that is gone when it is put off is not failed, and its worker goes on',
    async () => {
      opened = await openTestQueue(backend)
      const bull = await opened.queue.bull()
      await opened.queue.enqueue([id, other].map(deliveryId => ({ deliveryId, dueInMs: 0 })))
      const worked: string[] = []
      consume(async ({ deliveryId }) => {
        worked.push(deliveryId)
        if (deliveryId !== id) return { done: true }
        await bull.obliterate({ force: true })
        await opened.queue.enqueue([{ deliveryId: other, dueInMs: 0 }])
        return { retryInMs: 0 }
      })
      await eventually(() => expect(worked).toEqual([id, other]))
      expect(await bull.getFailedCount()).toBe(0)
    },
  )
})
