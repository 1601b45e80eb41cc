import { startConsumer, type Verdict } from '@passlink/queue'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { backends } from '../passlink.ts'
import { countLive, deliveryId, openTestQueue, type TestQueue } from '../queue.ts'

const [a, b] = [deliveryId(1), deliveryId(2)]

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let testQueue: TestQueue
  afterEach(() => testQueue?.close())

  test.runIf(available)(
    'a delivery that is enqueued twice, at once or later, is one job and processed once',
    async () => {
      testQueue = await openTestQueue(backend)
      const { queue, settings } = testQueue
      await queue.enqueue([
        { deliveryId: a, dueInMs: 0 },
        { deliveryId: a, dueInMs: 0 },
        { deliveryId: b, dueInMs: 0 },
      ])
      await queue.enqueue([{ deliveryId: a, dueInMs: 0 }])
      expect(await countLive(queue)).toBe(2)

      const worked: string[] = []
      const consumer = startConsumer(
        settings,
        async ({ deliveryId }) => ({ done: worked.push(deliveryId) > 0 }) as Verdict,
        {
          concurrency: 4,
          keepDeadMs: 60_000,
          lockMs: 5_000,
          onError: () => {},
        },
      )
      await eventually(async () => expect(await countLive(queue)).toBe(0))
      await consumer.close()
      expect(worked.sort()).toEqual([a, b])
    },
  )

  test.runIf(available)('a job that is done is removed', async () => {
    testQueue = await openTestQueue(backend)
    const { queue, settings } = testQueue
    await queue.enqueue([{ deliveryId: a, dueInMs: 0 }])
    const consumer = startConsumer(settings, async () => ({ done: true }), {
      concurrency: 1,
      keepDeadMs: 60_000,
      lockMs: 5_000,
      onError: () => {},
    })
    await eventually(async () => expect(await (await queue.bull()).getJob(a)).toBeUndefined())
    await consumer.close()
  })
})
