import {
  countConnections,
  countReplica,
  createMetrics,
  type PoolState,
  type ReplicaFigures,
} from '@passlink/runtime'
import type { RecordOutcome } from '@passlink/store'
import { Counter } from 'prom-client'
import { createCallMetrics } from './wire/call-metrics.ts'

const outcomes = Object.keys({
  recorded: true,
  replayed: true,
  limited: true,
  address_missing: true,
  address_unverified: true,
  address_suppressed: true,
  user_unknown: true,
  target_unknown: true,
  key_in_flight: true,
  key_reused: true,
  call_ended: true,
} satisfies Record<RecordOutcome['outcome'], true>)

/** What the API counts. */
export function createApiMetrics(connections: () => PoolState, replica: ReplicaFigures | undefined) {
  const metrics = createMetrics()
  const { registry } = metrics
  countConnections(registry, connections)
  countReplica(registry, replica)
  const requests = new Counter({
    name: 'passlink_link_requests_total',
    help: 'Requests for a link that reached the database, by what became of them: recorded, replayed, or why it was refused',
    labelNames: ['outcome'],
    registers: [registry],
  })
  for (const outcome of outcomes) requests.inc({ outcome }, 0)
  const notEnqueued = new Counter({
    name: 'passlink_enqueue_failed_total',
    help: 'Deliveries that could not be enqueued and were left to reconcile',
    registers: [registry],
  })
  return {
    ...metrics,
    calls: createCallMetrics(registry),
    countRequest: (outcome: RecordOutcome['outcome']) => requests.inc({ outcome }),
    countNotEnqueued: () => notEnqueued.inc(),
  }
}
