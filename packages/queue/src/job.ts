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
 * The whole contract between who enqueues and who works: a job holds the delivery's id and is named by it, so that
 * adding it again changes nothing. When to stop trying is the delivery's own affair, not the queue's.
 */
export function jobFor({ deliveryId, dueInMs }: QueuedDelivery) {
  return {
    name: 'deliver',
    data: { deliveryId } satisfies JobData,
    opts: {
      jobId: deliveryId,
      delay: dueInMs,
      attempts: 1_000_000,
      backoff: { type: 'custom' },
      removeOnComplete: true,
      stackTraceLimit: 0,
    },
  }
}
