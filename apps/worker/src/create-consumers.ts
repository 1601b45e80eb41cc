import type { Consumer, Deliver, DeliveryQueues, openQueues } from '@passlink/queue'
import type { Logger } from '@passlink/runtime'
import type { Config } from './config.ts'

/** The consumers of the worker's queues, one each, once it has been started. */
export function createConsumers(queues: ReturnType<typeof openQueues>, config: Config, log: Logger) {
  const consumers = new Map<keyof DeliveryQueues, Consumer>()
  const all = () => [...consumers.values()]
  return {
    start(queue: keyof DeliveryQueues, deliver: Deliver): void {
      const consumer = queues.startConsumer(queue, deliver, {
        concurrency: config.WORKER_CONCURRENCY,
        keepDeadMs: config.JOB_RETENTION,
        lockMs: config.CLAIM_LEASE,
        onError: error => log.warn({ err: error }, 'queue trouble'),
        onRunning: () => log.info('jobs are taken'),
        onFewer: jobsAtOnce =>
          log.warn({ queue, jobsAtOnce }, 'fewer jobs are taken at once: the locks of many were lost'),
      })
      consumers.set(queue, consumer)
    },
    areRunning: () => consumers.size > 0 && all().every(consumer => consumer.isRunning()),
    /** How many jobs of each queue are taken at once now. */
    jobsAtOnce: () => [...consumers].map(([queue, consumer]) => [queue, consumer.jobsAtOnce()] as const),
    async close() {
      await Promise.all(all().map(consumer => consumer.close()))
    },
  }
}
