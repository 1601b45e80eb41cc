import type { Queue } from 'bullmq'
import type { Backend, QueueMark } from './backend.ts'
import { inTime } from './in-time.ts'
import { type JobData, jobFor, type QueuedDelivery } from './job.ts'

/** BullMQ's own queue, on the shard of this name, which is empty unless there are several. */
export type BullQueue = { shard: string; bull: Queue<JobData> }

/**
 * Every call, or every slice of a long one, takes at most a second, and rejects with QueueAway if the queue cannot be
 * reached.
 */
export type DeliveryQueue = {
  /** Adds jobs. A job that exists already is not changed. */
  enqueue: (deliveries: QueuedDelivery[]) => Promise<void>
  /**
   * Adds the jobs that are missing. Resolves to their number and to the ids of the jobs that are in the failed set. The
   * cost depends on the number of deliveries, not on the number of other jobs.
   */
  enqueueMissing: (deliveries: QueuedDelivery[]) => Promise<{ added: number; failed: string[] }>
  /** Replaces jobs, except those that a worker is processing. */
  requeue: (deliveries: QueuedDelivery[]) => Promise<void>
  /** Removes the jobs of deliveries, except those that a worker is processing. */
  remove: (deliveryIds: string[]) => Promise<void>
  readMark: () => Promise<QueueMark>
  setMark: (mark: string) => Promise<void>
  /** Resolves if a job could be stored now. */
  ping: () => Promise<void>
  /** Whether somebody has paused the queue itself, with a tool of BullMQ. */
  isPaused: () => Promise<boolean>
  /** Resolves to a sentence that describes a problem of the queue's configuration, or undefined. */
  findProblem: () => Promise<string | undefined>
  /** BullMQ's own queue; of several shards that of the first. */
  bull: () => Promise<Queue<JobData>>
  /** BullMQ's own queues on all shards that can be reached, for a dashboard. */
  bulls: () => Promise<BullQueue[]>
  /**
   * Of several shards those that could not be used when they were asked last, in the last ten seconds, each with the
   * reason.
   */
  shardsAway: () => Record<string, string>
  close: () => Promise<void>
}

const sliceMax = 50
// Added with one statement, or with one script for each job: few enough that Redis is not blocked for long.
const bulkMax = 250
const markField = 'passlink'

/** The queue of an open backend, which `close` closes. */
export function createQueue(backend: Backend): DeliveryQueue {
  function withQueue<Answer>(run: (queue: Queue<JobData>) => Promise<Answer>): Promise<Answer> {
    return inTime(backend.queue().then(run))
  }

  async function enqueue(deliveries: QueuedDelivery[]) {
    for (const slice of slices(deliveries, bulkMax))
      await withQueue(queue => queue.addBulk(slice.map(jobFor)))
  }

  return {
    enqueue,
    async enqueueMissing(deliveries) {
      if (deliveries.length === 0) return { added: 0, failed: [] }
      const { count, failed } = await inTime(backend.findJobs(deliveries.map(({ deliveryId }) => deliveryId)))
      // All deliveries, because existing jobs are not changed.
      if (count < deliveries.length) await enqueue(deliveries)
      return { added: deliveries.length - count, failed }
    },
    async requeue(deliveries) {
      for (const slice of slices(deliveries, sliceMax))
        await withQueue(async queue => {
          await Promise.all(slice.map(({ deliveryId }) => queue.remove(deliveryId)))
          await queue.addBulk(slice.map(jobFor))
        })
    },
    async remove(deliveryIds) {
      for (const slice of slices(deliveryIds, sliceMax))
        await withQueue(queue => Promise.all(slice.map(id => queue.remove(id))))
    },
    readMark: () => inTime(backend.readMark(markField)),
    setMark: mark =>
      withQueue(async queue => {
        await queue.getBackend().setQueueMeta({ [markField]: mark })
      }),
    ping: () => inTime(backend.ping()),
    isPaused: () => withQueue(queue => queue.isPaused()),
    findProblem: () => inTime(backend.findProblem()),
    bull: () => backend.queue(),
    bulls: async () => [{ shard: '', bull: await backend.queue() }],
    shardsAway: () => ({}),
    close: () => backend.close(),
  }
}

function slices<Item>(items: Item[], max: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / max) }, (_, index) =>
    items.slice(index * max, (index + 1) * max),
  )
}
