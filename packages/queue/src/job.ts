/** A delivery to be worked on, in `dueInMs` from now. */
export type QueuedDelivery = { deliveryId: string; dueInMs: number }

export type JobData = { deliveryId: string }

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

export function namesDelivery(data: Partial<JobData> | null): boolean {
  return typeof data?.deliveryId === 'string' && uuid.test(data.deliveryId)
}

/** Mails and webhooks do not wait for each other. */
export type QueueName = 'deliveries' | 'webhooks'

/**
 * The whole contract between producers and consumers: a job holds the delivery's id and is named by it, so that adding it
 * again changes nothing. The delivery decides when to try again and when to stop, not the queue.
 */
export function jobFor({ deliveryId, dueInMs }: QueuedDelivery) {
  return {
    name: 'deliver',
    data: { deliveryId } satisfies JobData,
    opts: {
      jobId: deliveryId,
      delay: dueInMs,
      removeOnComplete: true,
      stackTraceLimit: 0,
      // Only for an end that the queue could not store, such as by a deadlock between two workers in Postgres.
      attempts: 10,
      backoff: { type: 'fixed', delay: 1_000 },
    },
  }
}
