import type { Queue } from 'bullmq'
import { openBackend, type QueueSettings } from './backend.ts'
import { type JobData, jobFor, type QueuedDelivery } from './job.ts'
import { QueueAway } from './queue-away.ts'

export type { QueuedDelivery, QueueSettings }

/** Every call, and every slice of a long one, takes a second at most and rejects with {@link QueueAway} where the queue cannot be reached. */
export type DeliveryQueue = {
  /** Adds jobs; one that the queue holds already stays as it is. */
  enqueue: (deliveries: QueuedDelivery[]) => Promise<void>
  /** Adds a job for each delivery that the queue will never come to by itself; says for how many. */
  restore: (deliveries: QueuedDelivery[]) => Promise<number>
  /** Takes out the jobs of deliveries that need none any more, except one that is being worked on. */
  remove: (deliveryIds: string[]) => Promise<void>
  /** How many jobs are waiting, delayed or being worked on. */
  countLive: () => Promise<number>
  ping: () => Promise<void>
  /** A sentence that names what is wrong with how the queue is set up, or nothing. */
  findProblem: () => Promise<string | undefined>
  /** BullMQ's own queue, for a dashboard. */
  bull: () => Promise<Queue<JobData>>
  close: () => Promise<void>
}

const answerTimeoutMs = 1_000
const sliceMax = 50

export function openQueue(settings: QueueSettings): DeliveryQueue {
  const backend = openBackend(settings)

  function ask<Answer>(question: (queue: Queue<JobData>) => Promise<Answer>): Promise<Answer> {
    return inTime(backend.queue().then(question))
  }

  async function restoreSlice(deliveries: QueuedDelivery[]): Promise<number> {
    const states = await ask(queue =>
      Promise.all(deliveries.map(({ deliveryId }) => queue.getJobState(deliveryId))),
    )
    const lost = deliveries.filter((_, index) =>
      ['unknown', 'failed', 'completed'].includes(states[index] as string),
    )
    if (lost.length === 0) return 0
    await ask(async queue => {
      // A job of an earlier life would make the queue ignore the new one.
      await Promise.all(lost.map(({ deliveryId }) => queue.remove(deliveryId)))
      await queue.addBulk(lost.map(jobFor))
    })
    return lost.length
  }

  return {
    enqueue: deliveries =>
      ask(async queue => {
        await queue.addBulk(deliveries.map(jobFor))
      }),
    async restore(deliveries) {
      let restored = 0
      // Each slice within its second, so that a slow queue gets on too.
      for (let at = 0; at < deliveries.length; at += sliceMax)
        restored += await restoreSlice(deliveries.slice(at, at + sliceMax))
      return restored
    },
    async remove(deliveryIds) {
      for (let at = 0; at < deliveryIds.length; at += sliceMax) {
        const slice = deliveryIds.slice(at, at + sliceMax)
        await ask(queue => Promise.all(slice.map(id => queue.remove(id))))
      }
    },
    countLive: () =>
      ask(async queue => {
        const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized')
        return Object.values(counts).reduce((sum, count) => sum + count, 0)
      }),
    ping: () =>
      ask(async queue => {
        await queue.getJobCounts('active')
      }),
    findProblem: () => inTime(backend.findProblem()),
    bull: () => backend.queue(),
    close: () => backend.close(),
  }
}

async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new QueueAway('the queue did not answer in time')), answerTimeoutMs)
  })
  try {
    return await Promise.race([answer, late])
  } catch (error) {
    throw error instanceof QueueAway
      ? error
      : new QueueAway('the queue did not take the call', { cause: error })
  } finally {
    clearTimeout(timer)
  }
}
