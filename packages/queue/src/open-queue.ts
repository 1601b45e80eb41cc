import type { Queue } from 'bullmq'
import { openBackend, type QueueSettings } from './backend.ts'
import { inTime } from './in-time.ts'
import { type JobData, jobFor, type QueuedDelivery } from './job.ts'

export type { QueuedDelivery, QueueSettings }

/** Every call, and every slice of a long one, takes a second at most and rejects with QueueAway where the queue cannot be reached. */
export type DeliveryQueue = {
  /** Adds jobs; one that the queue holds already stays as it is. */
  enqueue: (deliveries: QueuedDelivery[]) => Promise<void>
  /**
   * Adds the jobs that the queue does not hold; says how many, and which of those that it holds stand in the failed set.
   * What it costs depends on the deliveries named, not on what else is in the queue.
   */
  enqueueMissing: (deliveries: QueuedDelivery[]) => Promise<{ added: number; failed: string[] }>
  /** Adds jobs anew, each in place of the one that the queue holds, unless that is being worked on. */
  requeue: (deliveries: QueuedDelivery[]) => Promise<void>
  /** Takes out the jobs of deliveries that need none any more, except one that is being worked on. */
  remove: (deliveryIds: string[]) => Promise<void>
  /** The mark that was set last, unless the queue has lost it with its jobs, and the id of the server that holds them. */
  readMark: () => Promise<{ mark: string | null; serverId: string }>
  setMark: (mark: string) => Promise<void>
  ping: () => Promise<void>
  /** A sentence that names what is wrong with how the queue is set up, or nothing. */
  findProblem: () => Promise<string | undefined>
  /** BullMQ's own queue, for a dashboard. */
  bull: () => Promise<Queue<JobData>>
  close: () => Promise<void>
}

const sliceMax = 50
// One statement, or one script a job: few enough that Redis is never kept from the workers for long.
const bulkMax = 250
const markField = 'passlink'

export function openQueue(settings: QueueSettings): DeliveryQueue {
  const backend = openBackend(settings)

  function ask<Answer>(question: (queue: Queue<JobData>) => Promise<Answer>): Promise<Answer> {
    return inTime(backend.queue().then(question))
  }

  async function enqueue(deliveries: QueuedDelivery[]) {
    for (const slice of slices(deliveries, bulkMax)) await ask(queue => queue.addBulk(slice.map(jobFor)))
  }

  return {
    enqueue,
    async enqueueMissing(deliveries) {
      if (deliveries.length === 0) return { added: 0, failed: [] }
      const { count, failed } = await inTime(backend.findJobs(deliveries.map(({ deliveryId }) => deliveryId)))
      // All of them: what is there already stays as it is.
      if (count < deliveries.length) await enqueue(deliveries)
      return { added: deliveries.length - count, failed }
    },
    async requeue(deliveries) {
      for (const slice of slices(deliveries, sliceMax))
        await ask(async queue => {
          await Promise.all(slice.map(({ deliveryId }) => queue.remove(deliveryId)))
          await queue.addBulk(slice.map(jobFor))
        })
    },
    async remove(deliveryIds) {
      for (const slice of slices(deliveryIds, sliceMax))
        await ask(queue => Promise.all(slice.map(id => queue.remove(id))))
    },
    readMark: () =>
      ask(async queue => {
        const [mark, serverId] = await Promise.all([
          queue.getBackend().getQueueMetaField(markField),
          backend.readServerId(),
        ])
        return { mark, serverId }
      }),
    setMark: mark =>
      ask(async queue => {
        await queue.getBackend().setQueueMeta({ [markField]: mark })
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

function slices<Item>(items: Item[], max: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / max) }, (_, nth) =>
    items.slice(nth * max, (nth + 1) * max),
  )
}
