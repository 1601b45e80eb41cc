import { startConsumer } from '@passlink/queue'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { backends } from '../passlink.ts'
import { deliveryId, openTestQueue, type TestQueue } from '../queue.ts'

const anHour = 3_600_000
const [first, second, delayed] = [deliveryId(1), deliveryId(2), deliveryId(3)]

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let testQueue: TestQueue
  let close = async () => {}
  afterEach(async () => {
    await close()
    await testQueue?.close()
  })

  test.runIf(available)(
    'a job that is added, or falls due, while a worker waits wakes the worker, however rarely it polls',
    async () => {
      testQueue = await openTestQueue(backend)
      const { queue, settings } = testQueue
      const worked: string[] = []
      const options = {
        concurrency: 5,
        keepDeadMs: 60_000,
        lockMs: anHour,
        pollMs: anHour,
        onError: () => {},
      }
      const consumer = startConsumer(
        settings,
        async ({ deliveryId }) => {
          worked.push(deliveryId)
          return { done: true }
        },
        options,
      )
      close = consumer.close
      const bull = await queue.bull()
      for (const [id, dueInMs] of [
        [first, 0],
        [second, 0],
        [delayed, 100],
      ] as const) {
        await queue.enqueue([{ deliveryId: id, dueInMs }])
        await eventually(async () => {
          expect(worked).toContain(id)
          expect(await bull.getJob(id)).toBeUndefined()
        })
      }
      expect(worked).toEqual([first, second, delayed])
    },
  )
})
