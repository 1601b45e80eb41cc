import { startConsumer } from '@passlink/queue'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { backends } from '../passlink.ts'
import { deliveryId, openTestQueue, type TestQueue } from '../queue.ts'

const [failed, active, delayed, other, unknown] = [1, 2, 3, 4, 5].map(deliveryId) as [
  string,
  string,
  string,
  string,
  string,
]

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let testQueue: TestQueue
  afterEach(() => testQueue?.close())

  test.runIf(available)(
    'the given jobs are removed in every state except active, and no others',
    async () => {
      testQueue = await openTestQueue(backend)
      const { queue, settings } = testQueue
      await queue.enqueue([failed, active].map(deliveryId => ({ deliveryId, dueInMs: 0 })))
      await queue.enqueue([delayed, other].map(deliveryId => ({ deliveryId, dueInMs: 3_600_000 })))
      let finish = () => {}
      const finished = new Promise<void>(resolve => {
        finish = resolve
      })
      const consumer = startConsumer(
        settings,
        async ({ deliveryId }) => {
          if (deliveryId === failed) return { dead: 'refused', attempts: 1 }
          await finished
          return { done: true }
        },
        { concurrency: 1, keepDeadMs: 60_000, lockMs: 5_000, onError: () => {} },
      )
      const bull = await queue.bull()
      const states = () => Promise.all([failed, active, delayed, other].map(id => bull.getJobState(id)))
      await eventually(async () => expect(await states()).toEqual(['failed', 'active', 'delayed', 'delayed']))

      await queue.remove([failed, active, delayed, unknown])
      expect(await states()).toEqual(['unknown', 'active', 'unknown', 'delayed'])
      finish()
      await consumer.close()
    },
  )
})
