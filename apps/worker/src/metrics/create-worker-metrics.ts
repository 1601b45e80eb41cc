import { countConnections, createMetrics, type Logger, type PoolState } from '@passlink/runtime'
import { createReportEnded } from './create-report-ended.ts'
import { createUnknownJobs } from './create-unknown-jobs.ts'
import { createDeliveryMetrics } from './delivery-metrics.ts'

/** What a worker counts, and logs as it counts. */
export function createWorkerMetrics(connections: () => PoolState, log: Logger) {
  const { registry, batches } = createMetrics()
  countConnections(registry, connections)
  const deliveries = createDeliveryMetrics(registry)
  return {
    registry,
    batches,
    deliveries,
    reportEnded: createReportEnded(deliveries, log),
    unknownJobs: createUnknownJobs(registry, log),
  }
}

export type WorkerMetrics = ReturnType<typeof createWorkerMetrics>
