import { startConsumer } from '@passlink/queue'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { backends } from '../passlink.ts'
import { deliveryId, openTestQueue, type TestQueue } from '../queue.ts'

const [failed, missing, active, delayed, waiting] = [1, 2, 3, 4, 5].map(deliveryId) as [
  string,
  string,
  string,
  string,
  string,
]
const now = (deliveryId: string) => ({ deliveryId, dueInMs: 0 })
const later = (deliveryId: string) => ({ deliveryId, dueInMs: 3_600_000 })

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let testQueue: TestQueue
  afterEach(() => testQueue?.close())

  test.runIf(available)(
    'missing jobs are added, failed ones are returned, and all others are unchanged',
    async () => {
      testQueue = await openTestQueue(backend)
      const { queue, settings } = testQueue
      await queue.enqueue([now(failed), now(active), later(delayed)])
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
      await eventually(async () =>
        expect(await bull.getJobCounts('failed', 'active', 'delayed')).toEqual({
          failed: 1,
          active: 1,
          delayed: 1,
        }),
      )
      await queue.enqueue([now(waiting)])

      const all = [failed, missing, active, delayed, waiting]
      expect(await queue.enqueueMissing(all.map(later))).toEqual({ added: 1, failed: [failed] })
      const states = async () => Promise.all(all.map(id => bull.getJobState(id)))
      expect(await states()).toEqual(['failed', 'delayed', 'active', 'delayed', 'waiting'])
      expect(await queue.enqueueMissing(all.map(later))).toEqual({ added: 0, failed: [failed] })
      expect(await queue.enqueueMissing([])).toEqual({ added: 0, failed: [] })

      await queue.requeue(all.map(later))
      expect(await states()).toEqual(['delayed', 'delayed', 'active', 'delayed', 'delayed'])
      finish()
      await consumer.close()
    },
  )

  test.runIf(available)('a requeued failed job is processed, and fails with its new reason', async () => {
    testQueue = await openTestQueue(backend)
    const { queue, settings } = testQueue
    const reasons = ['first', 'second']
    const consumer = startConsumer(
      settings,
      async () => ({ dead: reasons.shift() ?? 'no more', attempts: 1 }),
      {
        concurrency: 1,
        keepDeadMs: 60_000,
        lockMs: 5_000,
        onError: () => {},
      },
    )
    const bull = await queue.bull()
    const failedWith = (reason: string) =>
      eventually(async () => expect((await bull.getJob(failed))?.failedReason).toBe(reason))
    await queue.enqueue([now(failed)])
    await failedWith('first')
    await queue.requeue([now(failed)])
    await failedWith('second')
    await consumer.close()
  })

  test.runIf(available)(
    'a mark stays until the queue is lost, and is read with the id of its server',
    async () => {
      testQueue = await openTestQueue(backend)
      const { queue } = testQueue
      const { mark, serverId } = await queue.readMark()
      expect(mark).toBeNull()
      expect(serverId).toMatch(/^(postgres|[\da-f]{40})$/)
      await queue.setMark('whole')
      expect(await queue.readMark()).toEqual({ mark: 'whole', serverId })
      await (await queue.bull()).obliterate({ force: true })
      expect(await queue.readMark()).toEqual({ mark: null, serverId })
    },
  )
})
