import { steadyNow } from './steady-clock.ts'

/** A delivery that is due in `dueInMs` from now. */
export type QueuedDelivery = { deliveryId: string; dueInMs: number }

export type JobData = { deliveryId: string }

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

export function namesDelivery(data: Partial<JobData> | null): boolean {
  return typeof data?.deliveryId === 'string' && uuid.test(data.deliveryId)
}

/** Mails and webhooks do not wait for each other. */
export type QueueName = 'deliveries' | 'webhooks'

/**
 * The contract between producers and consumers: a job contains the id of the delivery, and has the same id itself, so
 * that enqueueing it again changes nothing. The delivery, not the queue, determines when to retry and when to stop.
 */
export function jobFor({ deliveryId, dueInMs }: QueuedDelivery) {
  return {
    name: 'deliver',
    data: { deliveryId } satisfies JobData,
    opts: {
      jobId: deliveryId,
      delay: Math.ceil(dueInMs),
      ...(dueInMs > 0 ? { timestamp: steadyNow() } : {}),
      removeOnComplete: true,
      stackTraceLimit: 0,
      // Only for a result that BullMQ failed to store, for example because of a deadlock between two workers in
      // Postgres.
      attempts: 10,
      backoff: { type: 'fixed', delay: 1_000 },
    },
  }
}
