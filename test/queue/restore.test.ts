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
  let opened: TestQueue
  afterEach(() => opened?.close())

  test.runIf(available)('what is missing or failed is revived, and what is live stays as it is', async () => {
    opened = await openTestQueue(backend)
    const { queue, settings } = opened
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
    expect(await queue.restore(all.map(later))).toBe(2)
    const states = async () => Promise.all(all.map(id => bull.getJobState(id)))
    expect(await states()).toEqual(['delayed', 'delayed', 'active', 'delayed', 'waiting'])
    expect(await queue.restore(all.map(later))).toBe(0)
    expect(await queue.countLive()).toBe(5)
    finish()
    await consumer.close()
  })

  test.runIf(available)('a revived job is worked on, and fails anew with its own reason', async () => {
    opened = await openTestQueue(backend)
    const { queue, settings } = opened
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
    await eventually(async () => expect(await queue.restore([now(failed)])).toBe(1))
    await failedWith('second')
    await consumer.close()
  })
})
