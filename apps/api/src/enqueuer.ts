import type { DeliveryQueue } from '@passlink/queue'
import {
  type BatchObserver,
  inBatches,
  type Logger,
  type Span,
  type SpanOptions,
  traced,
} from '@passlink/runtime'

/**
 * Enqueues deliveries in the background; calls do not wait for it. If the queue is unavailable, `reconcile` enqueues
 * the deliveries within seconds of its return; `onFailed` is called for each. With the span of a call it is traced. `idle`
 * resolves when no enqueue is in flight.
 */
export function createEnqueuer(
  queue: DeliveryQueue,
  { observe, onFailed }: { observe: BatchObserver; onFailed: () => void },
  log: Logger,
) {
  const inFlight = new Set<Promise<void>>()
  const enqueue = inBatches(
    async (deliveryIds: string[]) => {
      await queue.enqueue(deliveryIds.map(deliveryId => ({ deliveryId, dueInMs: 0 })))
      return deliveryIds
    },
    { observe },
  )
  return {
    enqueue(deliveryId: string, span?: Span) {
      const pending = traced(span, 'enqueue', () => enqueue(deliveryId), ofJob)
        .then(() => {})
        .catch(error => {
          log.warn({ err: error, deliveryId }, 'not enqueued, left to reconcile')
          onFailed()
        })
        .finally(() => inFlight.delete(pending))
      inFlight.add(pending)
    },
    idle: async () => {
      await Promise.all(inFlight)
    },
  }
}

const ofJob: SpanOptions = {
  kind: 'producer',
  attributes: {
    'messaging.system': 'passlink',
    'messaging.operation.type': 'send',
    'messaging.destination.name': 'deliveries',
  },
}
